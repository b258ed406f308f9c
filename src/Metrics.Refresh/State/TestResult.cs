namespace Metrics.Refresh.State;

/// <summary>How a data test ended; a row of <c>ops.test_result</c>.</summary>
internal sealed record TestResult
{
    public long Id { get; init; }

    public required Guid RunId { get; init; }

    public required string Model { get; init; }

    public required string Test { get; init; }

    /// <summary><c>error</c> or <c>warn</c>.</summary>
    public required string Severity { get; init; }

    /// <summary><c>passed</c>, <c>failed</c>, <c>warned</c>, or <c>error</c> when the test itself could not run.</summary>
    public required string Status { get; init; }

    public required long BadRows { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The whole message, for operators.</summary>
    public string? Detail { get; init; }

    /// <summary>Its names and its detail, split by who may read which part, as JSON.</summary>
    public required string Said { get; init; }
}
