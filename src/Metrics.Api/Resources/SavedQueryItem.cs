using System.Text.Json.Nodes;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Api.Resources;

/// <summary>A question with a name and a stable URL.</summary>
/// <param name="Name">The name.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Pack">The pack it is in.</param>
/// <param name="Query">The question, as the body of /query.</param>
/// <param name="TimeRange">Its span of metric_time, as written; null for all time.</param>
/// <param name="Where">Conditions of its author besides, names in braces.</param>
/// <param name="Parameters">Parameters of its conditions, which the caller gives values.</param>
/// <param name="Result">Where its answer is.</param>
internal sealed record SavedQueryItem(
    string Name, string? Label, string? Description, string Pack, JsonNode Query, string? TimeRange, IReadOnlyList<string> Where,
    IReadOnlyList<SavedParameterItem> Parameters, string Result)
{
    public static SavedQueryItem Of(SavedQuery saved) => new(
        saved.Name, saved.Label, saved.Description, saved.Pack, JsonNode.Parse(QueryJson.Write(saved.Query))!,
        saved.TimeRange?.ToString(),
        [.. saved.AuthorFilters.Select(f => f.ToString())], [.. saved.Parameters.Select(SavedParameterItem.Of)],
        $"/api/v1/saved-queries/{saved.Name}/result");
}
