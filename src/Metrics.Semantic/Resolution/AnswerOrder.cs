using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Resolved;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>The complete order of an answer: what was asked for, then every remaining group-by.</summary>
/// <param name="query">The question.</param>
/// <param name="bound">Its resolved groupings.</param>
/// <param name="keys">The answer's columns of those groupings.</param>
/// <param name="metrics">Its metrics.</param>
/// <param name="known">All metrics: an answer can be ordered by one that it does not show.</param>
/// <param name="isDimension">True for a name that could be grouped by.</param>
/// <param name="problems">Collects the problems.</param>
internal sealed class AnswerOrder(
    MetricQuery query, EquatableList<BoundColumn> bound, EquatableList<ResultColumn> keys, IReadOnlyList<ResolvedMetric> metrics,
    IEnumerable<string> known, Func<string, bool> isDimension, ICollection<Diagnostic> problems)
{
    private const string Hint =
        "order by a column, by a metric, or by what the group_by determines (store__name where store is in it); else add it to group_by";

    public EquatableList<ResolvedOrder> Settle()
    {
        var order = new List<ResolvedOrder>();
        foreach (var item in query.OrderBy)
        {
            var named = metrics.FirstOrDefault(m => !m.Hidden && m.Column.Name == item.Name)
                ?? metrics.FirstOrDefault(m => !m.Hidden && m.ShareOf is null && m.Metric == item.Name);
            if (named is { } metric
                && (metric.Column.Name == item.Name || Position(query, bound, item.Name) is null))
                order.Add(Metric(metric, item.Descending));
            else if (Position(query, bound, item.Name) is { } position && position < keys.Count)
                order.Add(Key(position, item.Descending));
            else if (keys.Index().FirstOrDefault(k => k.Item.Name == item.Name) is { Item: not null, Index: var end })
                order.Add(Key(end, item.Descending));
            else if (metrics.FirstOrDefault(m => m.Hidden && m.Metric == item.Name) is { } unasked)
                order.Add(Metric(unasked, item.Descending));
            else
            {
                problems.Add(new Diagnostic(
                    DiagnosticCode.WrongColumn,
                    $"order_by: '{item.Name}' is not a column of this query"
                        + (isDimension(item.Name) ? ", which is not grouped by it" : ""),
                    Hint: Hint,
                    Candidates: NearestNames.To(
                        item.Name, keys.Select(k => k.Name).Concat(query.Metrics.Select(m => m.Column)).Concat(known))));
            }
        }

        for (var i = 0; i < keys.Count; i++)
        {
            if (order.TrueForAll(o => o.Alias != $"k{i}"))
                order.Add(Key(i, descending: false));
        }

        return order.DistinctBy(o => o.Alias).ToEquatableList();

        ResolvedOrder Metric(ResolvedMetric metric, bool descending) => new(metric.Alias, descending, IsText(metric.Column));

        ResolvedOrder Key(int position, bool descending) => new($"k{position}", descending, IsText(keys[position]));
    }

    /// <summary>The position of a grouping, by its name in the answer, else by what it means.</summary>
    public static int? Position(MetricQuery query, EquatableList<BoundColumn> bound, string name)
    {
        var columns = query.GroupBy.Select((g, i) => (Request: g, Index: (int?)i)).ToList();
        var named = columns.FirstOrDefault(c => c.Request.Column == name).Index
            ?? columns.FirstOrDefault(c => c.Request.Name == name).Index;
        if (named is not null)
            return named;
        for (var i = 0; i < bound.Count; i++)
        {
            // metric_time without a grain is also found by the name with the grain it is truncated to.
            if (bound[i].Name == name || (bound[i].Grain is { } grain && $"{bound[i].Name}__{Domain.Time.Grains.Word(grain)}" == name))
                return i;
        }

        return null;
    }

    private static bool IsText(ResultColumn column) => column.Type is ValueType.String or ValueType.Json;
}
