using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.DataTests;

/// <summary>Whether bad rows stop a publication or are only reported.</summary>
internal enum TestSeverity
{
    Error,
    Warn,
}

/// <summary>A data test: a query that returns the bad rows of one table.</summary>
internal abstract record DataTest
{
    private protected DataTest()
    {
    }

    /// <summary>Its name in results: <c>unique(id)</c> unless the author named it.</summary>
    public string Name => GivenName ?? Signature;

    public string? GivenName { get; init; }

    public TestSeverity Severity { get; init; }

    /// <summary>How many bad rows fail it; any unless said otherwise. Only for severity error.</summary>
    public TestThreshold? ErrorIf { get; init; }

    /// <summary>How many bad rows are reported; any unless said otherwise.</summary>
    public TestThreshold? WarnIf { get; init; }

    /// <summary>Rows the test looks at; the author's SQL.</summary>
    public string? Where { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>The kind and its columns.</summary>
    public abstract string Signature { get; }

    /// <summary>Columns of the tested table that must exist.</summary>
    public abstract EquatableList<string> Columns { get; }

    /// <summary>Other tables the test reads.</summary>
    public virtual EquatableList<string> OtherTables => [];

    /// <summary>Vars its SQL uses.</summary>
    public virtual IEnumerable<string> Vars => [];

    /// <summary>True when the outcome may change while the table does not (it depends on the clock).</summary>
    public virtual bool RunsWhenUnchanged => false;

    /// <summary>True when the bad rows' columns are of the author's making, so that a column's name says nothing of what is in
    /// it.</summary>
    public virtual bool YieldsOwnColumns => false;

    /// <summary>The query for the bad rows.</summary>
    public abstract string BadRows(TestTarget target);

    /// <summary>
    /// The same among the rows that a change can have made bad, given that there were none before; null when that cannot be told.
    /// </summary>
    public virtual string? BadRowsOfChange(TestTarget target) => null;

    /// <summary>How much is wrong, in words.</summary>
    public virtual string Counted(long badRows) => $"{badRows} bad {(badRows == 1 ? "row" : "rows")}";

    /// <summary>What is wrong, told from the rows that are kept, which have no secret columns; null for nothing.</summary>
    public virtual string? Found(EquatableList<string> samples) => null;

    /// <summary>The cheaper of the two queries that finds all there is to find.</summary>
    public string Query(TestTarget target) =>
        target.Changed?.Clean.Knows(this) == true && (Where is null || IsOfOneRow(Where)) && BadRowsOfChange(target) is { } change
            ? change : BadRows(target);

    /// <summary>Where in its file a character of <see cref="BadRows"/> comes from, as far as that is known.</summary>
    public virtual SourceLocation PlaceOf(TestTarget target, int index) => Location;

    /// <summary>Where it names another table or a var.</summary>
    public virtual SourceLocation PlaceOfName(string name) => Location;

    /// <summary>What so many bad rows mean.</summary>
    public string StatusOf(long badRows) => this switch
    {
        { Severity: TestSeverity.Error } when (ErrorIf ?? TestThreshold.Any).Holds(badRows) => TestOutcome.Failed,
        _ when (WarnIf ?? TestThreshold.Any).Holds(badRows) => TestOutcome.Warned,
        _ => TestOutcome.PassedWord,
    };

    private protected string? AmongWritten(TestTarget target) =>
        target.Changed is { } changed ? BadRows(target with { Table = changed.Written }) : null;

    // A condition with a query in it looks at more than its row.
    private protected static bool IsOfOneRow(string condition) => !condition.Contains("select", StringComparison.OrdinalIgnoreCase);

    private protected string Filtered(string table) => Where is null ? table : $"(select * from {table} as f where ({Where}))";

    private protected static string Quoted(string identifier) => Sql.SqlSpelling.Identifier(identifier);
}
