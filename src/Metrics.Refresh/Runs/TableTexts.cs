using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Runs;

/// <summary>Words about tables of a project: knows with each whose data may be in them, and whether there is anything behind them that
/// nobody is to see.</summary>
internal sealed class TableTexts(Project project)
{
    /// <summary>What a table's build or load ended with.</summary>
    public DataText Of(Node node, Diagnostic problem) =>
        About($"'{node.Name}': {problem.Code.Title} ({problem.Code.Id})", problem.ToString(), node.Name);

    /// <summary>Files that no table reads, beside that of a table.</summary>
    public DataText Of(Node node, FilesBeside beside)
    {
        var said = beside.Warning(node.Location);
        return About($"'{node.Name}': {said.Code.Title} ({said.Code.Id})", $"{said.Message} ({said.Code.Id}); {said.Hint}", node.Name);
    }

    /// <summary>Data tests that keep a table from being published; null when none does.</summary>
    public DataText? Blocking(Node node, IEnumerable<TestOutcome> outcomes)
    {
        var blocking = outcomes.Where(t => t.Blocks).ToList();
        return blocking.Count == 0 ? null : About(
            $"'{node.Name}': {Counted(blocking.Count, "data test")} failed, {Counted(blocking.Sum(b => b.BadRows), "bad row")}",
                string.Join("; ", blocking) + Kept(node, blocking),
            TablesOf(node, blocking));
    }

    /// <summary>Data tests that found something and keep nothing from being published.</summary>
    public IEnumerable<DataText> Warnings(Node node, IEnumerable<TestOutcome> outcomes) => outcomes.Where(t => !t.Passed && !t.Blocks)
        .Select(t => About($"{node.Name}: {KindOf(t.Test)} test: {Counted(t.BadRows, "bad row")}", $"{node.Name}: {t}{Kept(node, [t])}",
            TablesOf(node, [t])));

    /// <summary>What a data test is called: for everybody its kind, since names of columns and an author's own words are not for
    /// everybody.</summary>
    public DataText NameOf(Node node, DataTest test) => About(KindOf(test), test.Name, node.Name);

    /// <summary>Why a data test could not run.</summary>
    public DataText? ErrorOf(Node node, TestOutcome outcome) =>
        outcome.Error is null ? null : About("the test could not run", outcome.Error, TablesOf(node, [outcome]));

    /// <summary>A golden test's metric, name or finding: none of it is for whoever may not see every table behind it.</summary>
    public DataText Of(GoldenOutcome golden, string open, string detail) => About(open, detail, [.. golden.Tables]);

    /// <summary>A golden test's finding.</summary>
    public DataText Of(GoldenOutcome golden) => Of(golden, $"{PlaceOf(golden)}: a golden test {Verb(golden)}", golden.ToString());

    /// <summary>The tables that a golden test keeps from being published; null when it keeps none.</summary>
    public DataText? HeldBy(GoldenOutcome golden)
    {
        if (golden.Held.Count == 0)
            return null;
        var verb = Verb(golden);
        return About(
            $"{PlaceOf(golden)}: a golden test {verb}, so {Counted(golden.Held.Count, "table")} "
                + (golden.Held.Count == 1 ? "stays as it was" : "stay as they were"),
            $"golden test '{golden.Test.Name}' {verb}, so {(golden.Held.Count == 1 ? "this stays as it was" : "these stay as they were")}: "
                + NameList.Of(golden.Held),
            [.. golden.Tables.Union(golden.Held)]);
    }

    /// <summary>The table that a golden test is shown under to whoever may not know its metric.</summary>
    public static string PlaceOf(GoldenOutcome golden) => golden.Tables.Count > 0 ? golden.Tables.Order(StringComparer.Ordinal).First()
        : golden.Test.Pack;

    /// <summary>Words about some tables.</summary>
    public DataText About(string open, string detail, params IReadOnlyList<string> tables)
    {
        // A value in a table is one of the tables behind it, and what else is made of these may be what a policy stands on.
        var behind = tables.Concat(tables.SelectMany(t => project.Graph.Upstream(t))).Distinct().ToList();
        var connected = behind.Concat(behind.SelectMany(t => project.Graph.Downstream(t))).Except(tables).Order(StringComparer.Ordinal)
            .ToEquatableList();
        return DataText.About(open, detail, tables.ToEquatableList(), connected, tables.Concat(connected).Any(HasSecrets));
    }

    public static string Verb(GoldenOutcome golden) => golden.Problem is null ? "passed" : golden.CouldNotRun ? "could not be asked"
        : "failed";

    // Where whoever runs it finds them.
    private static string Kept(Node node, IReadOnlyList<TestOutcome> outcomes) => outcomes.All(o => o.Samples.Count == 0) ? ""
        : "; rows that failed are kept in ops.test_sample: scripts/psql.sh -c "
            + $"\"select test, bad_row from ops.test_sample where model = '{node.Name}' order by id desc limit 5\"";

    private static string KindOf(DataTest test) => test.Signature.Split('(')[0];

    private static string[] TablesOf(Node node, IReadOnlyList<TestOutcome> outcomes) =>
        [node.Name, .. outcomes.SelectMany(o => o.Test.OtherTables).Where(o => o != node.Name).Distinct()];

    private static string Counted(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private bool HasSecrets(string name) => project.Nodes.TryGetValue(name, out var node) && (node.Secret.Count > 0 || node switch
    {
        SourceNode source => source.Table.HidesValues,
        SeedNode seed => seed.Table.HidesValues,
        _ => false,
    });
}
