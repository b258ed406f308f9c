using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>Names may be written in capitals; those of a catalog are lower case, but for some authors' own.</summary>
internal static class LowerNames
{
    public static MetricQuery In(MetricQuery query, Catalog catalog)
    {
        if (!query.Metrics.Any(m => HasCapitals(m.Name)) && !query.GroupBy.Any(g => HasCapitals(g.Name)) && !query.OrderBy.Any(o => HasCapitals(o.Name)))
            return query;
        string Metric(string name) => !catalog.Metrics.ContainsKey(name) && catalog.Metrics.ContainsKey(name.ToLowerInvariant()) ? name.ToLowerInvariant() : name;
        var known = catalog.Models.Values.SelectMany(m => m.Dimensions.Select(d => d.Name).Concat(m.Entities.Select(e => e.Name))).ToHashSet(StringComparer.Ordinal);
        string Column(string name) => name.Split("__").Any(p => HasCapitals(p) && known.Contains(p)) ? name : name.ToLowerInvariant();
        return query with
        {
            Metrics = query.Metrics.Select(m => m with { Name = Metric(m.Name) }).ToEquatableList(),
            GroupBy = query.GroupBy.Select(g => g with { Name = Column(g.Name) }).ToEquatableList(),
            OrderBy = query.OrderBy.Select(o => query.Metrics.Any(m => m.Alias == o.Name) || query.GroupBy.Any(g => g.Alias == o.Name) ? o : o with { Name = Metric(o.Name) is var metric && metric != o.Name ? metric : Column(o.Name) }).ToEquatableList(),
        };
    }

    private static bool HasCapitals(string name) => name.Any(char.IsAsciiLetterUpper);
}
