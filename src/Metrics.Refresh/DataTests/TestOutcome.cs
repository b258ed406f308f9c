namespace Metrics.Refresh.DataTests;

/// <summary>What a data test found in one version of a table.</summary>
/// <param name="Test">The test.</param>
/// <param name="BadRows">How many rows it returned; 0 when it passed or could not run.</param>
/// <param name="Error">Why it could not run.</param>
internal sealed record TestOutcome(DataTest Test, long BadRows, string? Error)
{
    public bool Passed => BadRows == 0 && Error is null;

    /// <summary>Keeps the table from being published.</summary>
    public bool Blocks => !Passed && Test.Severity == TestSeverity.Error;

    public string Status => Passed ? "passed" : Error is not null ? "error" : Test.Severity == TestSeverity.Error ? "failed" : "warned";

    public override string ToString() => Passed ? $"{Test.Name} passed" : Error is not null ? $"{Test.Name} could not run: {Error}" : $"{Test.Name}: {BadRows} bad rows";
}
