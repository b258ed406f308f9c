using System.Text;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolved;

/// <summary>A question whose every name, type and condition is settled; what remains is how to compute it.</summary>
public sealed record ResolvedQuery
{
    /// <summary>What the rows are grouped by, with the columns of the answer.</summary>
    public required EquatableList<ResultColumn> Keys { get; init; }

    /// <summary>How many of the last keys only the order uses; the others determine them.</summary>
    public int HiddenKeys { get; init; }

    /// <summary>What keys are called inside; the same for every unit.</summary>
    public required EquatableList<string> KeyAliases { get; init; }

    /// <summary>The passes over facts.</summary>
    public required EquatableList<FactUnit> Units { get; init; }

    /// <summary>How many of the last passes only the order needs: groups that nothing else has are no rows.</summary>
    public int Asides { get; init; }

    /// <summary>Every computed column, those that only conditions use included.</summary>
    public required EquatableList<ResolvedMetric> Metrics { get; init; }

    /// <summary>Conditions on computed columns.</summary>
    public required EquatableList<MetricFilter> MetricFilters { get; init; }

    /// <summary>The order, complete.</summary>
    public required EquatableList<ResolvedOrder> OrderBy { get; init; }

    /// <summary>The most rows.</summary>
    public required long? Limit { get; init; }

    /// <summary>Rows to leave out first.</summary>
    public required long Offset { get; init; }

    /// <summary>The zone days and times are counted in.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What the answer should warn of.</summary>
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
/// <param name="Alias">What it is called inside.</param>
/// <param name="Value">The computation over aggregates of units.</param>
/// <param name="ShareOf">The whole it is a share of, if it is one.</param>
/// <param name="Hidden">True when only conditions or the order use it.</param>
public sealed record ResolvedMetric(
    string Metric, ResultColumn Column, string Alias, ValueFormula Value, ResolvedShare? ShareOf, bool Hidden);

/// <summary>The whole of a share: the same metric over rows that agree on some keys.</summary>
/// <param name="Keep">Positions of those keys.</param>
/// <param name="Whole">How the whole is computed; null when it is the sum of the parts, so that one pass is enough.</param>
public sealed record ResolvedShare(EquatableList<int> Keep, ResolvedQuery? Whole);

/// <summary>One key of the complete order.</summary>
/// <param name="Alias">A key (<c>k0</c>, <c>k1</c>, …) or a metric, by its name inside.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="IsText">True for what is ordered by its bytes.</param>
public sealed record ResolvedOrder(string Alias, bool Descending, bool IsText);

/// <summary>A condition on the metrics of a row of the answer, over them by their alias in source <c>metric</c>.</summary>
/// <param name="Condition">The condition.</param>
public sealed record MetricFilter(SqlExpression Condition)
{
    /// <summary>The source that stands for the metrics: what each of them is, the plan says.</summary>
    public const string Metrics = "metric";
}
