using System.Globalization;
using Metrics.Domain;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Planning;

/// <summary>
/// Plans a table as somebody may see it. It stands where the table would, so that whatever reads the model (a join, a condition, a list of values, a count) reads what a
/// copy of the table would hold that was filtered and masked beforehand.
/// </summary>
internal static class GuardPlan
{
    public static PlanNode.Guarded Of(Guard guard, string model, TableBindings open)
    {
        var (table, source) = (open.Of(model), new JoinedSource(guard.Open, open, guard.Open.ModelOf(model), Planner.Fact) { PlanOf = NoMetric });
        var columns = table.Columns.Select((c, i) => new GuardedColumn(
            c.Name, string.Create(CultureInfo.InvariantCulture, $"c{i}"), guard.Masked.Contains(c.Name) ? c.Type : null)).ToEquatableList();
        var rows = columns.Where(c => c.MaskedAs is null)
            .Select(c => new RowColumn(c.Alias, source.Value(new ScanColumn(c.Alias, $"\"{c.Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))))
            .ToList();
        foreach (var needed in guard.Rows.SelectMany(r => r.Columns).Distinct())
            rows.Add(new RowColumn(needed.Alias, Planner.Expression(guard.Open, needed, source.Find(needed), "UTC")));
        return new PlanNode.Guarded(new PlanNode.Rows(source.Build(), rows.ToEquatableList()), guard.Rows, guard.Nothing, columns, guard.ToString());
    }

    // Conditions of policies are bound by names of columns alone.
    private static PlanNode NoMetric(ResolvedQuery query) => throw new System.Diagnostics.UnreachableException("a policy asks for no metric");
}
