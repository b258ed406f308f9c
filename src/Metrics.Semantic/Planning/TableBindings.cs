using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>
/// The relation that each semantic model reads in this query. All are from one snapshot, or from the versions that a page pins.
/// </summary>
public sealed class TableBindings(Catalog catalog, IReadOnlyDictionary<string, PublishedTable> tables)
{
    /// <summary>
    /// True when plan and statement are shown to a caller whom policies restrict: they say that there is a policy, and nothing of its
    /// content.
    /// </summary>
    public bool AreVeiled { get; init; }

    /// <summary>The table behind a semantic model.</summary>
    public PublishedTable Of(string model) => tables[catalog.ModelOf(model).Table];

    /// <summary>The part of that table that the caller may see, whichever model declares its policies; null for all of it.</summary>
    internal PlanNode.Guarded? GuardOf(string model) => catalog.Guards.TryGetValue(catalog.ModelOf(model).Table, out var guard)
        ? GuardPlan.Of(guard, model, new TableBindings(guard.Open, tables)) with { IsVeiled = AreVeiled }
        : null;
}

/// <summary>
/// Plans a table as a caller may see it. The plan takes the table's place, so that whatever reads the table (a join, a condition, a list of
/// values, a count) reads it as if it had been filtered and masked beforehand.
/// </summary>
internal static class GuardPlan
{
    public static PlanNode.Guarded Of(Guard guard, string model, TableBindings open)
    {
        // Each model's conditions use that model's names, so each model has its own fence. Values are masked in the outermost one, after
        // all conditions.
        PlanNode.Guarded? inner = null;
        var levels = guard.Rows.Count == 0 ? [new GuardRows(model, [])] : guard.Rows;
        for (var i = 0; i < levels.Count; i++)
            inner = Of(guard, levels[i], open, inner, isOutermost: i == levels.Count - 1);
        return inner! with { Text = guard.ToString() };
    }

    private static PlanNode.Guarded Of(Guard guard, GuardRows level, TableBindings open, PlanNode.Guarded? inner, bool isOutermost)
    {
        var table = open.Of(level.Model);
        var source = new JoinedSource(guard.Open, open, guard.Open.ModelOf(level.Model), PlanNode.Project.Root) { PlanOf = NoMetric,
            RootGuard = inner };
        var columns = table.Columns.Select((c, i) => new GuardedColumn(
            c.Name, string.Create(CultureInfo.InvariantCulture, $"column {i}"),
            isOutermost && guard.Masked.Contains(c.Name) ? guard.Open.Types.Read(c.Type) : null)
        {
            IsPublic = guard.Public.Contains(c.Name),
        }).ToEquatableList();
        var rows = columns.Where(c => c.MaskedAs is null).Select(c =>
            new RowColumn(c.Alias, source.Value(new ScanColumn(c.Alias, Identifier.Quote(c.Name))))).ToList();
        foreach (var needed in level.Conditions.SelectMany(r => r.Columns).Distinct())
            rows.Add(new RowColumn(needed.Alias, Planner.Expression(guard.Open, needed, source.Find(needed), "UTC")));
        return new PlanNode.Guarded(
            source.Build(rows), level.Conditions, guard.Nothing
                && isOutermost, columns, string.Join(" and ", level.Conditions));
    }

    // A policy's conditions use columns only.
    private static PlanNode NoMetric(ResolvedQuery query) =>
        throw new System.Diagnostics.UnreachableException("a policy asks for no metric");
}
