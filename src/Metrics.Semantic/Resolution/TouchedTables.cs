using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>The tables that a question reads, by their models' names, sorted.</summary>
public static class TouchedTables
{
    /// <summary>The tables; refused when the question cannot be asked.</summary>
    public static Outcome<IReadOnlyList<string>> Of(Catalog catalog, MetricQuery query, EquatableList<AuthorFilter> authored)
    {
        var resolution = QueryResolver.Resolve(catalog, query, authored);
        return resolution.Succeeded(out var resolved)
            ? Outcome<IReadOnlyList<string>>.Of([.. Of(catalog, resolved).Order(StringComparer.Ordinal)])
            : Outcome<IReadOnlyList<string>>.Refused(resolution.Diagnostics);
    }

    internal static IEnumerable<string> Of(Catalog catalog, ResolvedQuery resolved) =>
        resolved.Models.Select(m => catalog.ModelOf(m).Table).Distinct();
}
