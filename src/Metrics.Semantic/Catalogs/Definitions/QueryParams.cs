using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads dbt's <c>query_params</c>.</summary>
internal static class QueryParams
{
    public static SavedQuery Read(MappingReader reader, SavedQuery saved, DefinitionKey key, DefinitionSet set, ICollection<Diagnostic> problems)
    {
        var metrics = QueryNames.Scalars(reader, "metrics")
            .Select(m => new MetricRequest(QueryNames.Name(m, $"{reader.What}: metrics", key, UseOf.Metric, set, problems)))
            .ToEquatableList();
        var groupBy = QueryNames.Scalars(reader, "group_by")
            .Select(g => new GroupByRequest(QueryNames.Name(g, $"{reader.What}: group_by", key, UseOf.GroupBy, set, problems)))
            .ToEquatableList();
        var columns = metrics.Select(m => m.Column).Concat(groupBy.Select(g => g.Column)).ToList();
        var query = new MetricQuery
        {
            Metrics = metrics,
            GroupBy = groupBy,
            OrderBy = QueryNames.Order(reader, columns, problems),
            Limit = reader.Integer("limit", atLeast: 1),
        };
        var filters = AuthorFilterReader.Read(reader, "where", key, set, problems);
        reader.Finish();
        return saved with { Query = query, AuthorFilters = filters };
    }
}
