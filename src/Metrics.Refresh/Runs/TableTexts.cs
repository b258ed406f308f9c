using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Projects;

namespace Metrics.Refresh.Runs;

/// <summary>
/// Words messages about a project's tables. Each message carries the tables whose data it may contain, and whether secret columns are
/// behind it.
/// </summary>
internal sealed class TableTexts(Project project)
{
    /// <summary>The error that ended a table's build or load.</summary>
    public DataText Of(Node node, Diagnostic problem) =>
        About($"'{node.Name}': {problem.Code.Title} ({problem.Code.Id})", problem.ToString(), node.Name);

    /// <summary>Warns of files beside a table's file that no table reads.</summary>
    public DataText Unread(Node node, Diagnostic said) =>
        About($"'{node.Name}': {said.Code.Title} ({said.Code.Id})", $"{said.Message} ({said.Code.Id}); {said.Hint}", node.Name);

    /// <summary>Data tests that keep a table from being published; null when none does.</summary>
    public DataText? Blocking(Node node, IEnumerable<TestOutcome> outcomes)
    {
        var blocking = outcomes.Where(t => t.Blocks).ToList();
        return blocking.Count == 0 ? null : About(
            $"'{node.Name}': {Counted(blocking.Count, "data test")} failed, {Counted(blocking.Sum(b => b.BadRows), "bad row")}",
                string.Join("; ", blocking) + Kept(node, blocking),
            TablesOf(node, blocking));
    }

    /// <summary>Data tests that found bad rows but do not keep a table from being published.</summary>
    public IEnumerable<DataText> Warnings(Node node, IEnumerable<TestOutcome> outcomes) => outcomes.Where(t => !t.Passed && !t.Blocks)
        .Select(t => About($"{node.Name}: {KindOf(t.Test)} test: {Counted(t.BadRows, "bad row")}", $"{node.Name}: {t}{Kept(node, [t])}",
            TablesOf(node, [t])));

    /// <summary>
    /// The name of a data test. Its public part is only the kind, since column names and the author's words may be hidden from some
    /// callers.
    /// </summary>
    public DataText NameOf(Node node, DataTest test) => About(KindOf(test), test.Name, node.Name);

    /// <summary>Why a data test could not run.</summary>
    public DataText? ErrorOf(Node node, TestOutcome outcome) =>
        outcome.Error is null ? null : About("the test could not run", outcome.Error, TablesOf(node, [outcome]));

    /// <summary>A golden test's metric, name or finding. The detail is only for callers who may see every table behind it.</summary>
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

    /// <summary>The table, or else the pack, that a golden test is listed under for callers who may not know its metric.</summary>
    public static string PlaceOf(GoldenOutcome golden) => golden.Tables.Count > 0 ? golden.Tables.Order(StringComparer.Ordinal).First()
        : golden.Test.Pack;

    /// <summary>A message about some tables.</summary>
    public DataText About(string open, string detail, params IReadOnlyList<string> tables)
    {
        // A value in a table comes from the tables behind it, and a policy may depend on anything else that is made from these.
        var behind = tables.Concat(tables.SelectMany(t => project.Graph.Upstream(t))).Distinct().ToList();
        var connected = behind.Concat(behind.SelectMany(t => project.Graph.Downstream(t))).Except(tables).Order(StringComparer.Ordinal)
            .ToEquatableList();
        return DataText.About(open, detail, tables.ToEquatableList(), connected, tables.Concat(connected).Any(HasSecrets));
    }

    public static string Verb(GoldenOutcome golden) => golden.Problem is null ? "passed" : golden.CouldNotRun ? "could not be asked"
        : "failed";

    // Where the operator finds the failed rows.
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
