using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Names that stand in an author's filter without braces: what the store has a column for goes on answering.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class NamesOutsideBracesTests
{
    private const string Tables =
        """
        create table store.sale_v1 (sale_id int primary key, status text, days int, at timestamp);
        insert into store.sale_v1 select n, chr(96 + n % 3), n, timestamp '2026-01-01' + n * interval '1 day' from generate_series(1, 60) n;
        """;

    private const string Yaml =
        """
        semantic_models:
          - name: sales
            model: ref('sale')
            defaults: {agg_time_dimension: at}
            entities: [{name: sale, type: primary, expr: sale_id}]
            dimensions:
              - {name: status, type: categorical}
              - {name: days, type: categorical}
              - {name: at, type: time, type_params: {time_granularity: second}}
            measures: [{name: sales, agg: count, expr: "1", create_metric: true}]
        """;

    [Theory]
    [InlineData("\"{{ Dimension('sale__status') }} <> 'x'\", \"sale__status <> 'b'\"", "status <> 'b'")]
    [InlineData("\"{{ Entity('sale') }} > 0\", \"sale < 10\"", "sale_id < 10")]
    [InlineData("\"{{ TimeDimension('metric_time', 'day') }} < timestamp '2026-01-01' + make_interval(days => 30)\"", "at < '2026-01-31'")]
    [InlineData("\"{{ Dimension('sale__days') }} <> extract(days from interval '7 days')\"", "days <> 7")]
    public async Task What_the_store_has_a_column_for_or_takes_for_no_column_goes_on_answering(string filters, string condition)
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml
            + $"\nmetrics:\n  - {{name: some, type: simple, type_params: {{measure: sales}}, filter: [{filters}]}}\n");
        await bed.CheckAsync("""{"metrics": ["some"]}""", $"select count(*) as some from store.sale_v1 where {condition}");
    }

    [Fact]
    public async Task So_does_a_saved_query_that_groups_by_it()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml + """

            saved_queries:
              - name: of_b
                query_params: {metrics: [sales], group_by: ["Dimension('sale__status')"], where: ["sale__status = 'b'"]}
            """);
        var saved = bed.Catalog.SavedQueries["of_b"];
        var outcome = await bed.Layer.AnswerAsync(saved.Query, saved.AuthorFilters, AnswerLimits.Default, default);
        Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
        Assert.Equal("b | 20", string.Join(" | ", Assert.Single(Cells.Of(answer.Table))));
    }

    [Theory]
    [InlineData("status = 'b'", true)]
    [InlineData("{{ Entity('sale') }} > 0 and not (Status is null)", true)]
    [InlineData("'b' = status or false", true)]
    [InlineData("sale__status = 'b'", false)]
    [InlineData("sale = 1", false)]
    [InlineData("upper(status) = 'B'", false)]
    [InlineData("{{ Entity('sale') }} = date_part('day', make_interval(days => 1))", false)]
    [InlineData("extract(days from interval '1 day') = 1", false)]
    public void Only_the_plain_name_of_a_dimension_that_is_compared_is_refused_before_the_tables_are_known(string filter, bool isRefused)
    {
        var draft = CatalogFiles.Load(("shop/semantic/shop.yml", Yaml
            + $"\nmetrics:\n  - {{name: some, type: simple, type_params: {{measure: sales}}, filter: \"{filter}\"}}\n"));
        Assert.Equal(isRefused ? 1 : 0, draft.Diagnostics.Count(d => d.Code == DiagnosticCode.UnknownName
            && d.Message.Contains("without braces", StringComparison.Ordinal)));
    }
}
