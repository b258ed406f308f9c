using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Asks the store whether authors' conditions and formulas are SQL: it is shown the whole statement of what has some of its own, and runs
/// nothing.
/// </summary>
internal sealed class ConditionChecks(IDescriber describe)
{
    /// <summary>What the store refuses, with its words.</summary>
    public async Task<IReadOnlyList<(DefinitionKey Key, string Problem)>> RefusedAsync(Catalog catalog, IEnumerable<BindableTable> tables, CancellationToken ct)
    {
        var pointers = tables.ToDictionary(t => t.Model, Pointer, StringComparer.Ordinal);
        var refused = new List<(DefinitionKey, string)>();
        foreach (var (key, query, authored) in ToAsk(catalog))
        {
            // What cannot be asked like this is told to whoever asks it.
            if (QueryResolver.Resolve(catalog, query, authored).Succeeded(out var resolved)
                && await describe.DescribeAsync(Select(catalog, pointers, resolved), ct) is { Problem: { } problem })
                refused.Add((key, problem));
        }

        return refused;
    }

    /// <summary>What the store said of a definition's SQL, at its place.</summary>
    public static Finding Refused(string engine, DefinitionKey key, SourceLocation? at, string problem) =>
        new(key, new Diagnostic(DiagnosticCode.Unbound, $"{key}: {engine} refuses its SQL: {problem}", at));

    private static IEnumerable<(DefinitionKey Key, MetricQuery Query, EquatableList<AuthorFilter> Authored)> ToAsk(Catalog catalog) =>
    [
        .. catalog.Metrics.Values.Where(HasSql).OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => (DefinitionKey.OfMetric(m.Name), new MetricQuery { Metrics = [new MetricRequest(m.Name)] }, EquatableList<AuthorFilter>.Empty)),
        .. catalog.SavedQueries.Values.Where(q => q.AuthorFilters.Count > 0).OrderBy(q => q.Name, StringComparer.Ordinal)
            .Select(q => (DefinitionKey.OfSavedQuery(q.Name), q.Example, q.AuthorFilters)),
    ];

    private static bool HasSql(Metric metric) => metric.Filters.Count > 0 || metric switch
    {
        DerivedMetric derived => derived.Formula is null || derived.Inputs.Any(i => i.Filters.Count > 0),
        RatioMetric ratio => ratio.Numerator.Filters.Count + ratio.Denominator.Filters.Count > 0,
        CumulativeMetric cumulative => cumulative.Input.Filters.Count > 0,
        ConversionMetric conversion => conversion.Base.Filters.Count + conversion.Conversion.Filters.Count > 0,
        _ => false,
    };

    private static SqlSelect Select(Catalog catalog, Dictionary<string, PublishedTable> pointers, ResolvedQuery resolved) =>
        CompiledQuestion.PlanOf(catalog, new TableBindings(catalog, pointers), resolved, 1).Select;

    // Only relation and columns are of matter to a statement that is not run.
    private static PublishedTable Pointer(BindableTable table) => new()
    {
        Model = table.Model,
        Pack = "",
        Layer = Layer.Gold,
        Version = 0,
        Publication = 0,
        Relation = table.Relation,
        Schema = table.Schema,
        RowsAt = null,
        Columns = table.Columns,
        Keys = table.Keys,
        Ancestors = [],
        AsOf = null,
        CheckedAt = default,
        PublishedAt = default,
        BuiltAt = default,
        Rejected = [],
        LastAttempt = new Attempt(AttemptStatus.Published, default, Guid.Empty, Detail: null),
        Held = false,
    };
}
