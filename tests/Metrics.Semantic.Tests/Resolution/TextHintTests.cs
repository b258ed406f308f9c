using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>When a name that means nothing is taken for a text without its quotes, and when something else explains it.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class TextHintTests
{
    private const string Tables =
        """
        create table store.sale_v1 (sale_id int primary key, status text, price numeric(9,2), cost numeric(9,2), gift boolean, at timestamp);
        insert into store.sale_v1 values (1, 'ten', 2, 1, true, '2026-01-01');
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
              - {name: price, type: categorical}
              - {name: cost, type: categorical}
              - {name: gift, type: categorical}
              - {name: at, type: time, type_params: {time_granularity: second}}
            measures:
              - {name: sales, agg: count, expr: "1", create_metric: true}
              - {name: last_status, agg: max, expr: status, create_metric: true}
        """;

    [Theory]
    [InlineData("sale__status = zurich", "texts are written in single quotes: sale__status = 'zurich'")]
    [InlineData("zurich <> sale__status", "texts are written in single quotes: 'zurich' <> sale__status")]
    [InlineData("sale__status between bern and zurich", "texts are written in single quotes: sale__status between 'bern' and 'zurich'")]
    // What is meant is a name that is there.
    [InlineData("sale__price > cost", null)]
    [InlineData("sale__status = status", null)]
    [InlineData("sale__at >= metric_tim", null)]
    // Beside what is no text.
    [InlineData("sale__gift = yes", null)]
    [InlineData("sale__price > eleven", null)]
    [InlineData("sale = eleven", null)]
    [InlineData("sale__at > yesterday", null)]
    [InlineData("sale__at__month = january", null)]
    [InlineData("sale__at__extract_year = thisyear", null)]
    [InlineData("metric_time >= yesterday", null)]
    [InlineData("{{ Metric('sales', group_by=['sale']) }} > eleven", null)]
    [InlineData("sale__status = current_user", null)]
    public async Task A_name_is_taken_for_a_text_where_nothing_else_explains_it(string where, string? hint)
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        foreach (var asked in (string[])
            ["\"metrics\": [\"sales\"]", "\"metrics\": [\"sales\", \"last_status\"]", "\"group_by\": [\"sale__status\"]"])
        {
            var problems = await bed.RefusalAsync($$"""{{{asked}}, "where": ["{{where}}"]}""");
            Assert.All(
                problems, p => Assert.Equal(hint, p.Hint?.Contains("single quotes", StringComparison.Ordinal) is true ? p.Hint : null));
            Assert.Contains(problems, p => hint is null || p.Hint == hint);
        }
    }

    [Fact]
    public async Task Of_two_unknown_names_the_one_in_front_is_not_taken_for_the_text()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        var problems = await bed.RefusalAsync("""{"metrics": ["sales"], "where": ["land = bern"]}""");
        Assert.DoesNotContain(problems, p => p.Hint?.Contains("'land'", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_file_with_an_error_that_mentions_the_name_explains_it()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        await bed.BindAsync(
            Yaml + "\nmetrics:\n  - {name: zurich, type: simple, type_params: {measure: nothing}}\n", DiagnosticCode.UnknownName);
        foreach (var asked in (string[])["\"metrics\": [\"sales\"]", "\"group_by\": [\"sale__status\"]"])
        {
            var problem = Assert.Single(await bed.RefusalAsync($$"""{{{asked}}, "where": ["sale__status = zurich"]}"""));
            Assert.Contains("which mentions it, has an error", problem.Message, StringComparison.Ordinal);
            Assert.Null(problem.Hint);
        }
    }

    [Theory]
    [InlineData("5", "'5'")]
    [InlineData("true", "'true'")]
    [InlineData("'a\0b'", null)]
    public async Task A_value_of_another_type_is_shown_as_the_text_that_it_would_be(string value, string? text)
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        FilterValue given = value == "5" ? new FilterValue.Number(5) : value == "true" ? new FilterValue.Boolean(true)
            : new FilterValue.Text(value.Trim('\''));
        var query = SemanticBed.Read("""{"metrics": ["sales"]}""") with
        {
            Where = [new Filter.Compare(new Operand.Name("sale__status"), Comparison.Equal, new Operand.Value(given))],
        };
        var problem = Assert.Single((await bed.AskAsync(query)).Diagnostics);
        Assert.Equal(DiagnosticCode.WrongComparison, problem.Code);
        Assert.Equal(text is null ? null : $"texts are written in single quotes: {text}", problem.Hint);
    }
}
