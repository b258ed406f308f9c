using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolution;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>The columns that a question's answer would have. Nothing is planned or run to find them.</summary>
public sealed record AnswerColumns(EquatableList<ResultColumn> Items)
{
    /// <summary>The columns, or every reason why the question has no answer.</summary>
    public static Outcome<AnswerColumns> Of(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored)
    {
        var resolution = QueryResolver.Resolve(catalog, query, authored);
        return resolution.Succeeded(out var resolved)
            ? Outcome<AnswerColumns>.Of(new AnswerColumns(resolved.Columns))
            : Outcome<AnswerColumns>.Refused(resolution.Diagnostics);
    }

    /// <summary>The type of a metric's values in any question that can ask for it; null when none can.</summary>
    public static ValueType? TypeOf(Catalog catalog, Metric metric) => Of(catalog, metric)?.Type;

    /// <summary>The column of a metric in any question that can ask for it; null when none can.</summary>
    public static ResultColumn? Of(Catalog catalog, Metric metric) => Anyhow(catalog, metric).Value?.Items[^1];

    /// <summary>Why no question can ask for a metric, not even for it alone.</summary>
    public static EquatableList<Diagnostic> Refusal(Catalog catalog, Metric metric) => Anyhow(catalog, metric).Diagnostics;

    private static Outcome<AnswerColumns> Anyhow(Catalog catalog, Metric metric)
    {
        // A sum over several currencies is refused; the sums of each one have the same type, whatever the currency's is.
        var apart = Currencies(catalog, metric).Distinct().Select(c => new GroupByRequest(c)).ToList();
        var query = new MetricQuery { Metrics = [new MetricRequest(metric.Name)], GroupBy = [.. apart] };
        var byTime = query with { GroupBy = [new GroupByRequest(NameResolver.MetricTime), .. apart] };
        return Of(catalog, query, default) is { Value: not null } alone ? alone : Of(catalog, byTime, default);
    }

    private static IEnumerable<string> Currencies(Catalog catalog, Metric metric) => metric is SimpleMetric simple
        ? catalog.Measures[simple.Measure].Measure.CurrencyDimension is { } currency ? [currency] : []
        : metric.InputMetrics.SelectMany(m => Currencies(catalog, catalog.Metrics[m]));
}
