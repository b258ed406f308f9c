using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

// What Dapper fills, by column name; times arrive as UTC DateTime and leave as DateTimeOffset.
internal sealed class RunRow
{
    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public string Status { get; set; } = "";

    public string? Selection { get; set; }

    public bool FullRefresh { get; set; }

    public string Trigger { get; set; } = "";

    public DateTime RequestedAt { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    public long? Publication { get; set; }

    public string? Error { get; set; }

    public string Warnings { get; set; } = "[]";

    public string? ErrorSaid { get; set; }

    public string? WarningsSaid { get; set; }

    public int ModelsTotal { get; set; }

    public int ModelsPublished { get; set; }

    public int ModelsFailed { get; set; }

    public Guid? RetryOf { get; set; }

    public bool RetryWhenLost { get; set; }

    public RunRecord ToRecord() => new()
    {
        Id = Id,
        Kind = Kind,
        Status = RunStatusWords.Parse(Status),
        Selection = Selection,
        FullRefresh = FullRefresh,
        Trigger = Trigger,
        RequestedAt = RequestedAt.ToOffset(),
        StartedAt = StartedAt.ToOffset(),
        FinishedAt = FinishedAt.ToOffset(),
        Publication = Publication,
        Error = StoredJson.ReadTexts(ErrorSaid, Error is null ? [] : [Error]),
        Warnings = StoredJson.ReadTexts(WarningsSaid, StoredJson.ReadTexts(Warnings)),
        ModelsTotal = ModelsTotal,
        ModelsPublished = ModelsPublished,
        ModelsFailed = ModelsFailed,
        RetryOf = RetryOf,
        RetryWhenLost = RetryWhenLost,
    };
}

internal sealed class ModelRunRow
{
    public Guid RunId { get; set; }

    public string Model { get; set; } = "";

    public string Layer { get; set; } = "";

    public string Status { get; set; } = "";

    public long? Version { get; set; }

    public long? Rows { get; set; }

    public long? Rejected { get; set; }

    public long? Bytes { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    public string? Error { get; set; }

    public string? Said { get; set; }

    public ModelRunRecord ToRecord() => new()
    {
        RunId = RunId,
        Model = Model,
        Layer = LayerWords.Parse(Layer),
        Status = Status,
        Version = Version,
        Rows = Rows,
        Rejected = Rejected,
        Bytes = Bytes,
        StartedAt = StartedAt.ToOffset(),
        FinishedAt = FinishedAt.ToOffset(),
        Error = StoredJson.ReadText(Said, Error),
    };
}

internal sealed class TestRow
{
    public Guid RunId { get; set; }

    public string Model { get; set; } = "";

    public string Test { get; set; } = "";

    public string Severity { get; set; } = "";

    public string Status { get; set; } = "";

    public long BadRows { get; set; }

    public DateTime At { get; set; }

    public string? Detail { get; set; }

    public string? Said { get; set; }

    public TestRecord ToRecord()
    {
        var (model, test, detail) = StoredJson.ReadTest(Said, Model, Test, Detail);
        return new TestRecord(RunId, model, test, Severity, Status, BadRows, At.ToOffset(), detail);
    }
}

internal sealed class WorkerRow
{
    public Guid Id { get; set; }

    public string Host { get; set; } = "";

    public DateTime StartedAt { get; set; }

    public DateTime SeenAt { get; set; }
}
