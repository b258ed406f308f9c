using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.DataTests;

/// <summary>Whether bad rows stop a publication or are only reported.</summary>
internal enum TestSeverity
{
    Error,
    Warn,
}

/// <summary>A data test: a query that returns the bad rows of one table.</summary>
/// <remarks>
/// A kind is one record in this folder, one line in the list of <c>DataTestReader</c> and one row in <c>docs/refresh.md</c>. Its parameters
/// are members of the record, because two tests that are equal as records are one test. The sessions that run it are in UTC.
/// </remarks>
internal abstract record DataTest
{
    private protected DataTest()
    {
    }

    /// <summary>Its name in results: <c>unique(id)</c> unless the author named it.</summary>
    public string Name => StorableText.Of(GivenName ?? Signature);

    public string? GivenName { get; init; }

    public TestSeverity Severity { get; init; }

    /// <summary>How many bad rows fail it; by default any. Only for severity error.</summary>
    public TestThreshold? ErrorIf { get; init; }

    /// <summary>How many bad rows are reported; by default any.</summary>
    public TestThreshold? WarnIf { get; init; }

    /// <summary>The condition for rows to be tested; the author's SQL.</summary>
    public string? Where { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>
    /// The kind and its columns: <c>unique(id)</c>. What is before the bracket is all that callers read from whom a policy hides something,
    /// so no value of the author may be there.
    /// </summary>
    public abstract string Signature { get; }

    /// <summary>Columns of the tested table that must exist.</summary>
    public abstract EquatableList<string> Columns { get; }

    /// <summary>Other tables the test reads.</summary>
    public virtual EquatableList<string> OtherTables => [];

    /// <summary>The vars that its SQL uses.</summary>
    public virtual IEnumerable<string> Vars => [];

    /// <summary>True when the outcome may change while the table does not (it depends on the clock).</summary>
    public virtual bool RunsWhenUnchanged => false;

    /// <summary>True when the author's SQL defines the columns of the bad rows, so that a name does not show whether a column is
    /// secret.</summary>
    public virtual bool YieldsOwnColumns => false;

    /// <summary>The query for the bad rows.</summary>
    public abstract string BadRows(TestTarget target);

    /// <summary>
    /// The query over only those rows that a change may have made bad, given that there were none before; null when they are not known.
    /// </summary>
    public virtual string? BadRowsOfChange(TestTarget target) => null;

    /// <summary>How much is wrong, in words.</summary>
    public virtual string Counted(long badRows) => $"{badRows} bad {(badRows == 1 ? "row" : "rows")}";

    /// <summary>What is wrong, in words made from the samples, which have no secret columns; null when they do not show it.</summary>
    public virtual string? Found(EquatableList<string> samples) => null;

    /// <summary>The query over the changed rows where that finds all bad rows, else the query over all rows.</summary>
    public string Query(TestTarget target) =>
        target.Changed?.Clean.Knows(this) == true && (Where is null || IsOfOneRow(Where)) && BadRowsOfChange(target) is { } change
            ? change : BadRows(target);

    /// <summary>The place in the author's file of a character of <see cref="BadRows"/>; the test's place when that is not known.</summary>
    public virtual SourceLocation PlaceOf(TestTarget target, int index) => Location;

    /// <summary>Where it names another table or a var.</summary>
    public virtual SourceLocation PlaceOfName(string name) => Location;

    /// <summary>The status of the test with this number of bad rows.</summary>
    public string StatusOf(long badRows) => this switch
    {
        { Severity: TestSeverity.Error } when (ErrorIf ?? TestThreshold.Any).Holds(badRows) => TestOutcome.Failed,
        _ when (WarnIf ?? TestThreshold.Any).Holds(badRows) => TestOutcome.Warned,
        _ => TestOutcome.PassedWord,
    };

    private protected string? AmongWritten(TestTarget target) =>
        target.Changed is { } changed ? BadRows(target with { Table = changed.Written }) : null;

    // A condition with a subquery depends on more than its row.
    private protected static bool IsOfOneRow(string condition) => !condition.Contains("select", StringComparison.OrdinalIgnoreCase);

    private protected string Filtered(string table) => Where is null ? table : $"(select * from {table} as f where ({Where}))";

    private protected static string Quoted(string identifier) => Sql.SqlSpelling.Identifier(identifier);
}
