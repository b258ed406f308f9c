using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolved;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Metrics as properties of entities: <c>{{ Metric('views', group_by=['listing']) }} > 10</c> keeps the rows of listings with many views.
/// </summary>
/// <param name="catalog">All definitions.</param>
/// <param name="timeZone">The question's zone.</param>
/// <param name="depth">How many such metrics this one is nested in.</param>
internal sealed class MetricLookups(Catalog catalog, string timeZone, int depth)
{
    private const int MostNested = 5;

    /// <summary>The metric's column for rows of a fact; null, with the problems reported, when it has none.</summary>
    public BoundColumn? Find(MetricScope scope, NameResolver names, Operand.Name metric)
    {
        if (depth >= MostNested)
        {
            scope.Tell(
                [new Diagnostic(
                    DiagnosticCode.MalformedFilter,
                    $"more than {MostNested} metrics inside one another's conditions; does '{metric.Text}' depend on itself?")]);
            return null;
        }

        // The metric's own conditions apply, the question's do not.
        var question = new MetricQuery
        {
            Metrics = [new MetricRequest(metric.Text)],
            GroupBy = metric.By.Select((by, i) => new GroupByRequest(by, $"k{i}")).ToEquatableList(),
            TimeZone = timeZone,
        };
        var inner = QueryResolver.Nested(catalog, question, depth + 1);
        var keys = metric.By.Select(by => Key(scope, names, by)).ToList();
        if (!inner.Succeeded(out var query))
        {
            scope.Tell(inner.Diagnostics);
            return null;
        }

        if (keys.Contains(null))
            return null;
        var column = query.Metrics[0].Column;
        var type = column.Type switch
        {
            ValueType.Timestamp => DataType.Instant,
            ValueType.String => AggregateTypes.TextOf(scope.Catalog, query.Metrics[0].Metric),
            ValueType.Date => DataType.Date,
            ValueType.Boolean => DataType.Boolean,
            ValueType.Integer => DataType.Integer,
            ValueType.Decimal => DataType.Decimal,
            ValueType.Json => DataType.Json,
            _ => DataType.Double,
        };
        return new BoundColumn(
            $"{metric.Text} by {string.Join(" and ", metric.By)}", [], "", metric.Text, ColumnRole.Metric, null, column.Type, type)
        {
            Lookup = new MetricLookup(query, keys.OfType<BoundColumn>().ToEquatableList()),
        };
    }

    // The name is a path from the metric's own fact; the path from this fact to the same entity may be another.
    private static BoundColumn? Key(MetricScope scope, NameResolver names, string by)
    {
        var parts = by.Split("__");
        return names.Find(by, NameKind.Entity, cut: false).Value ?? scope.Find(names, parts[^1], NameKind.Entity, cut: false);
    }
}
