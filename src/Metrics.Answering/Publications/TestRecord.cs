using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

/// <summary>How a data test ended in a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Model">The model tested, or the metric of a golden test, whose public part is a table behind it.</param>
/// <param name="Test">The test, such as <c>unique(id)</c>; its public part is the kind of test, <c>unique</c>.</param>
/// <param name="Severity"><c>error</c> blocks publication, <c>warn</c> is reported.</param>
/// <param name="Recorded"><c>passed</c>, <c>failed</c>, <c>warned</c>, or <see cref="CouldNotRun"/>.</param>
/// <param name="BadRows">Rows that broke the rule.</param>
/// <param name="At">When.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record TestRecord(
    Guid RunId, DataText Model, DataText Test, string Severity, string Recorded, long BadRows, DateTimeOffset At, DataText? Detail)
{
    /// <summary>The word recorded for a test that could not run.</summary>
    public const string CouldNotRun = "error";

    /// <summary>False when the test itself could not run.</summary>
    public bool Ran => Recorded != CouldNotRun;

    /// <summary>
    /// <c>passed</c>, <c>failed</c> or <c>warned</c>. A test that could not run holds back the same tables as if it had failed, and they
    /// are <c>test_failed</c> in both cases.
    /// </summary>
    public string Status => Ran ? Recorded : Severity == "error" ? "failed" : "warned";
}

/// <summary>A worker process and when it last said that it is alive.</summary>
public sealed record WorkerRecord(Guid Id, string Host, DateTimeOffset StartedAt, DateTimeOffset SeenAt);
