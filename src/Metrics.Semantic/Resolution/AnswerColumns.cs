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

/// <summary>The columns that a question's answer would have; nothing is planned or run for it.</summary>
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

    /// <summary>The type of a metric's values in whatever question it can be asked; null when it can be in none.</summary>
    public static ValueType? TypeOf(Catalog catalog, Metric metric) => Of(catalog, metric)?.Type;

    /// <summary>The column that a metric has in whatever question it can be asked; null when it can be in none.</summary>
    public static ResultColumn? Of(Catalog catalog, Metric metric) => Anyhow(catalog, metric).Value?.Items[^1];

    /// <summary>Why a metric can be in no question, not even by itself.</summary>
    public static EquatableList<Diagnostic> Refusal(Catalog catalog, Metric metric) => Anyhow(catalog, metric).Diagnostics;

    private static Outcome<AnswerColumns> Anyhow(Catalog catalog, Metric metric)
    {
        // A sum over currencies is refused, but one currency's is of the same type.
        var one = Currencies(catalog, metric).Distinct()
            .Select(c => (Filter)new Filter.In(new Operand.Name(c), [new FilterValue.Text("EUR")])).ToEquatableList();
        var query = new MetricQuery { Metrics = [new MetricRequest(metric.Name)], Where = one };
        var byTime = query with { GroupBy = [new GroupByRequest(NameResolver.MetricTime)] };
        return Of(catalog, query, default) is { Value: not null } alone ? alone : Of(catalog, byTime, default);
    }

    private static IEnumerable<string> Currencies(Catalog catalog, Metric metric) => metric is SimpleMetric simple
        ? catalog.Measures[simple.Measure].Measure.CurrencyDimension is { } currency ? [currency] : []
        : metric.InputMetrics.SelectMany(m => Currencies(catalog, catalog.Metrics[m]));
}
