using Metrics.Api.Doors.GraphQL.Data;
using Metrics.Api.Doors.GraphQL.Schemas;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Api.Doors.GraphQL.Page;

/// <summary>An example query for the page.</summary>
/// <param name="Name">Its title.</param>
/// <param name="Query">The document.</param>
internal sealed record ExampleQuery(string Name, string Query);

/// <summary>Builds examples with names of the current catalog.</summary>
internal static class ExampleQueries
{
    public static IReadOnlyList<ExampleQuery> Of(CatalogSchema schema) =>
        [.. new[] { Data(schema), Saved(schema), Catalog, State }.OfType<ExampleQuery>()];

    private static ExampleQuery Catalog { get; } = new("Catalog", """
        # What can be asked, and by which names.
        query Catalog {
          metrics(first: 20) { nodes { field label unit description dimensions { field } } pageInfo { hasNextPage endCursor } }
          savedQueries(first: 20) { nodes { field description } }
        }
        """);

    private static ExampleQuery State { get; } = new("State", """
        # Which tables are published, how old are they, and what did the refresh do?
        query State {
          freshness(first: 10) { nodes { table layer version asOf ageSeconds degraded reasons { code detail } } }
          runs(first: 5) { nodes { status startedAt finishedAt modelsPublished modelsFailed warnings } }
        }
        """);

    // Prefers a sum that can be grouped by a text. A share of something that does not add up over groups means little.
    private static ExampleQuery? Data(CatalogSchema schema)
    {
        var found = schema.Data.All
            .Where(f => f is { IsMetric: true, Type: ValueType.Decimal })
            .Select(m => (Metric: m, Cut: Cut(schema, m), AddsUp: AddsUp(schema.Catalog, schema.Catalog.Metrics[m.Name])))
            .OrderByDescending(x => x.AddsUp)
            .ThenByDescending(x => x.Cut is not null)
            .FirstOrDefault();
        if (found.Metric is not { Field: var metric })
            return null;
        var (cut, order) = found.Cut is { Field: var field }
            ? ($"    {field}\n", $"(first: 10, orderBy: [{{field: {metric}, direction: DESC}}])")
            : ("", "");
        var share = found.AddsUp ? $"\n    share: {metric}(shareOf: TOTAL)" : "";
        return new ExampleQuery("Data", $$"""
            # The selection is the query: what is selected of the
            # dimensions cuts, what is selected of the metrics is computed.
            # Ctrl-Enter runs it, Ctrl-Space completes names.
            query Data {
              data{{order}} {
            {{cut}}    {{metric}}{{share}}
              }
            }
            """);
    }

    private static bool AddsUp(Catalog catalog, Metric metric) => metric is SimpleMetric simple
        && catalog.Measures[simple.Measure].Measure is
        {
            Aggregation: Aggregation.Sum or Aggregation.Count or Aggregation.SumBoolean, NonAdditive: null,
        };

    private static DataField? Cut(CatalogSchema schema, DataField metric) => schema.Dimensions.Of(schema.Catalog.Metrics[metric.Name])
        .Where(d => d is { Role: ColumnRole.Dimension, Type: ValueType.String })
        .Select(d => schema.Data.Find(d.Name))
        .FirstOrDefault(f => f is not null);

    private static ExampleQuery? Saved(CatalogSchema schema) => schema.Saved.Fields.Zip(schema.Saved.Rows)
        .FirstOrDefault(x => !x.First.Arguments.Any(a => a.Type.ToString().EndsWith('!'))) is ({ Name: var field }, { } row)
        ? new ExampleQuery("Saved query", $$"""
            # A saved query is a field with rows of its own type.
            query SavedQuery {
              {{field}}(first: 10) {
                {{string.Join("\n    ", row.Fields.Select(f => f.Name))}}
              }
            }
            """)
        : null;
}
