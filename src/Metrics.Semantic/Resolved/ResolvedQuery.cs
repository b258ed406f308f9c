using System.Text;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolved;

/// <summary>A question with every name, type and condition resolved; what remains is how to compute it.</summary>
public sealed record ResolvedQuery
{
    /// <summary>What the rows are grouped by, as columns of the answer.</summary>
    public required EquatableList<ResultColumn> Keys { get; init; }

    /// <summary>How many of the last keys only the order uses; each is determined by the other keys.</summary>
    public int HiddenKeys { get; init; }

    /// <summary>The names of the keys inside statements; the same for every unit.</summary>
    public required EquatableList<string> KeyAliases { get; init; }

    /// <summary>The passes over facts.</summary>
    public required EquatableList<FactUnit> Units { get; init; }

    /// <summary>How many of the last passes only the order needs: groups that only these have are left out.</summary>
    public int Asides { get; init; }

    /// <summary>Every computed column, including those that only conditions use.</summary>
    public required EquatableList<ResolvedMetric> Metrics { get; init; }

    /// <summary>Conditions on computed columns.</summary>
    public required EquatableList<MetricFilter> MetricFilters { get; init; }

    /// <summary>The order, completed so that it is total.</summary>
    public required EquatableList<ResolvedOrder> OrderBy { get; init; }

    /// <summary>The most rows.</summary>
    public required long? Limit { get; init; }

    /// <summary>The number of rows to skip.</summary>
    public required long Offset { get; init; }

    /// <summary>The time zone of days and times.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The warnings of the answer.</summary>
    public required EquatableList<string> Warnings { get; init; }

    /// <summary>The models whose tables are read, sorted.</summary>
    public required EquatableList<string> Models { get; init; }

    /// <summary>The columns of the answer.</summary>
    public EquatableList<ResultColumn> Columns =>
        Keys.SkipLast(HiddenKeys).Concat(Metrics.Where(m => !m.Hidden).Select(m => m.Column)).ToEquatableList();

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Keys.Count; i++)
            text.Append($"{(i < Keys.Count - HiddenKeys ? "group by" : "order needs")} {Keys[i].Name}: {Keys[i].Type.Word()}\n");
        foreach (var metric in Metrics)
        {
            var share = metric.ShareOf is not { } whole ? ""
                : $", as share of {(whole.Keep.Count == 0 ? "the total" : string.Join(", ", whole.Keep.Select(k => Keys[k].Name)))}";
            text.Append($"{(metric.Hidden ? "needs" : "metric")} {metric.Column.Name}: {metric.Column.Type.Word()}{share}\n");
        }
        foreach (var unit in Units)
        {
            var events = unit.Events is { } e ? $", event {e.N} of each {e.Entity}" : "";
            var conversions = unit.Conversions is { } c ? $", followed by {c}" : "";
            text.Append($"{unit.Id}: {unit.Model}{events}{conversions}\n");
            foreach (var key in unit.Keys)
                text.Append($"  by {key}\n");
            foreach (var filter in unit.Filters.Concat(unit.Events?.SubjectFilters ?? []).Concat(unit.Times))
                text.Append($"  where {filter}\n");
            foreach (var filter in unit.Conversions?.Filters ?? [])
                text.Append($"  followed where {filter}\n");
            foreach (var aggregate in unit.Aggregates)
                text.Append($"  {aggregate.Alias} = {aggregate.Function}({aggregate.Expr ?? "days"})\n");
        }

        foreach (var order in OrderBy)
            text.Append($"order by {order.Alias}{(order.Descending ? " descending" : "")}\n");
        text.Append($"time zone {TimeZone}{(Limit is { } limit ? $", limit {limit}" : "")}{(Offset > 0 ? $", from row {Offset}" : "")}\n");
        return text.ToString();
    }
}

/// <summary>A computed column.</summary>
/// <param name="Metric">The metric's name in the catalog.</param>
/// <param name="Column">How it appears in the answer.</param>
/// <param name="Alias">Its name inside statements.</param>
/// <param name="Value">The computation over aggregates of units.</param>
/// <param name="ShareOf">The whole that it is a share of; null when it is not a share.</param>
/// <param name="Hidden">True when only conditions or the order use it.</param>
public sealed record ResolvedMetric(
    string Metric, ResultColumn Column, string Alias, ValueFormula Value, ResolvedShare? ShareOf, bool Hidden);

/// <summary>The whole of a share: the same metric over all rows that are equal in some keys.</summary>
/// <param name="Keep">Positions of those keys.</param>
/// <param name="Whole">The question for the whole; null when the whole is the sum of the parts, so that one pass is enough.</param>
public sealed record ResolvedShare(EquatableList<int> Keep, ResolvedQuery? Whole);

/// <summary>One key of the complete order.</summary>
/// <param name="Alias">The name inside statements of a key (<c>k0</c>, <c>k1</c>, …) or a metric.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="IsText">True for text, which is ordered by its bytes.</param>
public sealed record ResolvedOrder(string Alias, bool Descending, bool IsText);

/// <summary>A condition on the metrics of a row of the answer, which it names by their alias in source <c>metric</c>.</summary>
/// <param name="Condition">The condition.</param>
public sealed record MetricFilter(SqlExpression Condition)
{
    /// <summary>
    /// A placeholder source for the metrics; building the statement replaces each of its columns by the metric's expression.
    /// </summary>
    public const string Metrics = "metric";
}
