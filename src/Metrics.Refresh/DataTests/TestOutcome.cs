using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.DataTests;

/// <summary>What a data test found in one version of a table.</summary>
/// <param name="Test">The test.</param>
/// <param name="BadRows">How many rows it returned; 0 when it passed or could not run.</param>
/// <param name="Error">Why it could not run.</param>
internal sealed record TestOutcome(DataTest Test, long BadRows, string? Error)
{
    public const string PassedWord = "passed";
    public const string Failed = "failed";
    public const string Warned = "warned";
    public const string CouldNotRun = "error";

    /// <summary>A few of the bad rows as JSON objects, without secret columns.</summary>
    public EquatableList<string> Samples { get; init; }

    /// <summary>True without any bad row. A test may pass with some, if its thresholds allow them.</summary>
    public bool IsClean => BadRows == 0 && Error is null;

    public bool Passed => Status == PassedWord;

    /// <summary>True when it keeps the table from being published.</summary>
    public bool Blocks => Status == Failed || (Error is not null && Test.Severity == TestSeverity.Error);

    public string Status => Error is not null ? CouldNotRun : Test.StatusOf(BadRows);

    public override string ToString() => Passed ? $"{Test.Name} passed"
        : Error is not null ? $"{Test.Name} could not run: {Error}"
        : $"{Test.Name}: {Test.Counted(BadRows)}{(Test.Found(Samples) is { } found ? $": {found}" : "")}{Totals}";

    // A row of totals lacks a key, or breaks another rule. It is no error of the data, so its message says what it is.
    private string Totals => Test is not (NoTotalsTest or NoSumsTest) && Samples.Count(IsTotal) is var rows and > 0
        ? $"; {NoTotalsTest.Called(rows)} in the model in gold{(Test is NotNullTest or UniqueTest ? ", and declare the key there" : "")}"
        : "";

    private static bool IsTotal(string sample) =>
        SampledRow.TextsOf(sample).Any(t => TotalWords.KindOf(t.Text) is TotalKind.Sum or TotalKind.Mean);
}
