using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>Times of day and uuids are shown as texts and compared as what they are, however a caller writes them. Against SQL.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class TextLikeTypeTests
{
    private const string Tables =
        """
        create table store.visit_v1 (visit_id int primary key, opens time, closes time(3), code uuid);
        insert into store.visit_v1 select n, time '00:00' + (n * 37 % 1440) * interval '1 minute' + (n % 3) * interval '250 milliseconds',
          case when n % 7 > 0 then time '23:59:59.5' - (n * 53 % 1440) * interval '1 minute' end, md5((n % 20)::text)::uuid
        from generate_series(1, 300) n;
        insert into store.visit_v1 values (301, '24:00', '09:30', md5('x')::uuid);
        """;

    private const string Yaml =
        """
        semantic_models:
          - name: visits
            model: ref('visit')
            entities: [{name: visit, type: primary, expr: visit_id}]
            dimensions: [{name: opens, type: categorical}, {name: closes, type: categorical}, {name: code, type: categorical}]
            measures: [{name: visit_count, agg: count, expr: "1", create_metric: true},
              {name: first_opening, agg: min, expr: opens, create_metric: true}]
        saved_queries:
          - name: of_code
            query_params: {metrics: [visit_count]}
            config: {meta: {metrics: {parameters: [{name: code, type: string}], where: ["visit__code = {{ Parameter('code') }}"]}}}
        """;

    [Fact]
    public async Task Conditions_find_what_the_types_own_comparison_finds()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        var random = new Random(7);
        string[] operations = ["=", "<>", "<", "<=", ">", ">="];
        foreach (var _ in Enumerable.Range(0, 60))
        {
            var (column, operation) = (random.Next(2) == 0 ? "opens" : "closes", operations[random.Next(operations.Length)]);
            var (hour, minute, second) =
                (random.Next(24), random.Next(60), random.Next(3) == 0 ? $":{random.Next(60):D2}.{random.Next(4) * 25:D2}" : "");
            var clock = $"{(random.Next(2) == 0 ? $"{hour}" : $"{hour:D2}")}:{minute:D2}{second}";
            await SameAsync(bed, $"visit__{column} {operation} '{clock}'", $"{column} {operation} time '{clock}'");
        }

        await SameAsync(bed, "visit__opens = '24:00'", "opens = time '24:00'");
        await SameAsync(bed, "visit__opens in ('0:37:00.25', '01:14')", "opens in (time '0:37:00.25', time '01:14')");
        await SameAsync(bed, "visit__opens < visit__closes", "opens < closes");
        await SameAsync(bed, "visit__opens like '09:%'", "opens::text like '09:%'");
        await SameAsync(
            bed, "visit__code = 'C4CA4238-A0B9-2382-0DCC-509A6F75849B'", "code = uuid 'C4CA4238-A0B9-2382-0DCC-509A6F75849B'");
        await SameAsync(bed, "visit__code like 'c4ca%'", "code::text like 'c4ca%'");
    }

    [Fact]
    public async Task A_saved_query_that_leaves_one_open_has_columns_before_it_is_asked()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        Assert.Empty(AnswerColumns.Of(bed.Catalog, bed.Catalog.SavedQueries["of_code"].Example, []).Diagnostics);
    }

    [Fact]
    public async Task Metrics_that_are_one_are_compared_as_one()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        await bed.CheckAsync(
            """{"metrics": ["first_opening"], "group_by": ["visit__code"], "where": ["first_opening < '9:30'"]}""",
            "select code::text as visit__code, min(opens)::text as first_opening from store.visit_v1 group by 1 "
                + "having min(opens) < time '9:30'");
        await bed.CheckAsync(
            """{"metrics": ["visit_count"], "group_by": ["visit__code"], "where": """
                + """["{{ Metric('first_opening', group_by=['visit']) }} < '9:30'"]}""",
            "select code::text as visit__code, count(*) as visit_count from store.visit_v1 where opens < time '9:30' group by 1");
    }

    [Theory]
    [InlineData("visit__opens > 'noon'", "'visit__opens' is a time of day; the text 'noon' does not fit")]
    [InlineData("visit__opens > '25:00'", "'visit__opens' is a time of day; the text '25:00' does not fit")]
    [InlineData("visit__code = 'abc'", "'visit__code' is a uuid; the text 'abc' does not fit")]
    public async Task What_is_none_is_refused(string where, string message)
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        var problem = Assert.Single(await bed.RefusalAsync($$"""{"metrics": ["visit_count"], "where": ["{{where}}"]}"""));
        Assert.Equal((DiagnosticCode.WrongComparison, message), (problem.Code, problem.Message));
    }

    private static async Task SameAsync(SemanticBed bed, string where, string condition)
    {
        var rows = await bed.RowsAsync($$"""{"metrics": ["visit_count"], "where": ["{{where}}"]}""");
        await using var command = bed.Data.CreateCommand($"select count(*) from store.visit_v1 where {condition}");
        var expected = (long)(await command.ExecuteScalarAsync())!;
        Assert.Equal($"{where}: {expected}", $"{where}: {(rows is [] or [""] ? "0" : rows[0])}");
    }
}
