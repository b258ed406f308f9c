using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

/// <summary>How a data test ended in a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Model">The model tested; of a golden test the metric, and for everybody a table behind it.</param>
/// <param name="Test">The test: <c>unique(id)</c>, and for everybody what kind it is: <c>unique</c>.</param>
/// <param name="Severity"><c>error</c> blocks publication, <c>warn</c> is reported.</param>
/// <param name="Recorded"><c>passed</c>, <c>failed</c>, <c>warned</c>, or <see cref="CouldNotRun"/>.</param>
/// <param name="BadRows">Rows that broke the rule.</param>
/// <param name="At">When.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record TestRecord(
    Guid RunId, DataText Model, DataText Test, string Severity, string Recorded, long BadRows, DateTimeOffset At, DataText? Detail)
{
    /// <summary>The word on record for a test that could not run itself.</summary>
    public const string CouldNotRun = "error";

    /// <summary>False when the test itself could not run.</summary>
    public bool Ran => Recorded != CouldNotRun;

    /// <summary>
    /// <c>passed</c>, <c>failed</c> or <c>warned</c>: one that could not run keeps back what it would have kept back by failing, and its
    /// tables are <c>test_failed</c> for both.
    /// </summary>
    public string Status => Ran ? Recorded : Severity == "error" ? "failed" : "warned";
}

/// <summary>A worker process and when it last said that it is alive.</summary>
public sealed record WorkerRecord(Guid Id, string Host, DateTimeOffset StartedAt, DateTimeOffset SeenAt);
