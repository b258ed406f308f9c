using System.Text;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>When a name that means nothing is taken for a text without its quotes, and when something else explains it.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class TextHintTests
{
    private const string Tables =
        """
        create table store.sale_v1 (
            sale_id int primary key, status text, price numeric(9,2), cost numeric(9,2), gift boolean, at timestamp, due date);
        insert into store.sale_v1 values (1, 'ten', 2, 1, true, '2026-01-01', '2026-01-01');
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
              - {name: due, type: time, type_params: {time_granularity: day}}
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
    public async Task A_file_with_an_error_that_declares_the_name_explains_it()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        await bed.BindAsync(
            Yaml + "\nmetrics:\n  - {name: zurich, type: simple, type_params: {measure: nothing}}\n", DiagnosticCode.UnknownName);
        foreach (var asked in (string[])["\"metrics\": [\"sales\"]", "\"group_by\": [\"sale__status\"]"])
        {
            var problem = Assert.Single(await bed.RefusalAsync($$"""{{{asked}}, "where": ["sale__status = zurich"]}"""));
            Assert.Contains("which declares it, has an error", problem.Message, StringComparison.Ordinal);
            Assert.Null(problem.Hint);
        }
    }

    [Fact]
    public async Task A_file_whose_error_is_that_there_is_no_such_name_does_not_explain_it()
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        await bed.BindAsync(
            Yaml + "\nmetrics:\n  - {name: half, type: derived, type_params: {expr: gone / 2, metrics: [gone]}}\n",
            DiagnosticCode.UnknownName);
        foreach (var name in (string[])["gone", "GONE"])
        {
            var problem = Assert.Single(await bed.RefusalAsync($$"""{"metrics": ["{{name}}"]}"""));
            Assert.Equal($"there is no metric '{name}'", problem.Message);
        }

        // What falls with it is explained by it, however it is written.
        var half = (await bed.RefusalAsync("""{"metrics": ["half"]}"""))[0];
        Assert.StartsWith("metric 'half' is left out of the catalog", half.Message, StringComparison.Ordinal);
        var capitals = (await bed.RefusalAsync("""{"metrics": ["HALF"]}"""))[0];
        Assert.Equal(half.Message, capitals.Message);
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
        var more = given is FilterValue.Number
            ? ", with their leading zeros; they compare character by character, '10' before '9', so make it a "
                + "number where its table is built if it must compare as one"
            : "";
        Assert.Equal(text is null ? null : $"texts are written in single quotes: {text}{more}", problem.Hint);
    }

    [Theory]
    // A comma for the point, as half of the world writes it.
    [InlineData("sale__price > 1,5", "write decimals with a point, and thousands without a separator: 1.5")]
    [InlineData("sale__price between 1,5 and 2", "write decimals with a point, and thousands without a separator: 1.5")]
    [InlineData("sale__price = '1,5'", "write decimals with a point, and thousands without a separator: 1.5")]
    [InlineData("sale__price < 1.234.567,8", null)]
    [InlineData("sale__price < 1.234,5", "write decimals with a point, and thousands without a separator: 1234.5")]
    [InlineData("sale__price < 1,234,567.8", "write decimals with a point, and thousands without a separator: 1234567.8")]
    [InlineData("sale__price < '1,500'", "write decimals with a point, and thousands without a separator: 1500 or 1.500")]
    [InlineData("sale__price < 'cheap'", "write a number such as 12.5")]
    // An apostrophe in a text.
    [InlineData("sale__status = 'O'Brien'", "an apostrophe inside a text is written twice: 'O''Brien'")]
    [InlineData("sale__status in ('D'Arcy', 'ten')", "an apostrophe inside a text is written twice: 'D''Arcy'")]
    [InlineData("sale__status = 'Rock 'n' Roll' and sale__price > 1", "an apostrophe inside a text is written twice: 'Rock ''n'' Roll'")]
    [InlineData("sale__status contains 'dogs' home'", "an apostrophe inside a text is written twice: 'dogs'' home'")]
    [InlineData("sale__status = 'O\\\\'Brien'", "an apostrophe inside a text is written twice: 'O''Brien'")]
    [InlineData("sale__status = 'O'Brien", "an apostrophe inside a text is written twice: 'O''Brien'")]
    [InlineData("sale__status = 'ten and sale__gift = 'yes'", null)]
    [InlineData("sale__status = 'ten' sale__price = 1", null)]
    [InlineData("sale__status = 'ten')", null)]
    [InlineData("sale__status = 'ten';", null)]
    [InlineData("sale__status = 'ten'::text", null)]
    [InlineData("sale__status = 'ten', sale__gift = 'yes'", null)]
    // A month, or a year, where a day is wanted.
    [InlineData(
        "metric_time >= '2026-05'",
        "a month is a range of days: metric_time >= '2026-05-01' and metric_time < '2026-06-01', or metric_time__month = '2026-05-01'")]
    [InlineData("metric_time >= 2026-05", "a month is a range of days: metric_time >= '2026-05-01' and metric_time < '2026-06-01'")]
    [InlineData(
        "sale__due = '2026'",
        "a year is a range of days: sale__due >= '2026-01-01' and sale__due < '2027-01-01', or sale__due__year = '2026-01-01'")]
    [InlineData(
        "sale__due = 2026",
        "a year is a range of days: sale__due >= '2026-01-01' and sale__due < '2027-01-01', or sale__due__year = '2026-01-01'")]
    [InlineData(
        "sale__at__day in ('2026-Q2')",
        "a quarter is a range of days: sale__at >= '2026-04-01' and sale__at < '2026-07-01', or sale__at__quarter = '2026-04-01'")]
    [InlineData("sale__at__month = '2026-05'", "write a month by its first day: '2026-05-01'")]
    // A time that is truncated to a grain has no value inside of it.
    [InlineData("metric_time__month = '2026-05-15'",
        "write the month that it is in as '2026-05-01', or ask for the day: metric_time__day = '2026-05-15'")]
    [InlineData("metric_time__month <> '2026-05-15'",
        "write the month that it is in as '2026-05-01', or ask for the day: metric_time__day = '2026-05-15'")]
    [InlineData("'2026-05-15' = metric_time__quarter",
        "write the quarter that it is in as '2026-04-01', or ask for the day: metric_time__day = '2026-05-15'")]
    [InlineData("not sale__at__week in ('2026-05-11', '2026-05-15')",
        "write the week that it is in as '2026-05-11', or ask for the day: sale__at__day = '2026-05-15'")]
    [InlineData("sale__due__year = '2026-05-15'",
        "write the year that it is in as '2026-01-01', or ask for the day: sale__due__day = '2026-05-15'")]
    [InlineData("sale__at__hour = '2026-05-15T10:30'",
        "write the hour that it is in as '2026-05-15T10:00:00', or compare the time itself with a range: "
        + "sale__at >= '2026-05-15T10:30' and sale__at < '…'")]
    [InlineData("sale__at__day = '2026-05-15T10:30'",
        "write the day that it is in as '2026-05-15', or compare the time itself with a range: "
        + "sale__at >= '2026-05-15T10:30' and sale__at < '…'")]
    [InlineData("sale__due > '2026-13'", "write a date as '2026-01-31'")]
    [InlineData("sale__at > '31.12.2026'", "write a time as '2026-01-31' or '2026-01-31T13:45:00'")]
    public async Task A_value_in_another_writing_is_told_as_it_has_to_be(string where, string? hint)
    {
        var read = QueryJson.Read(Encoding.UTF8.GetBytes($$"""{"metrics": ["sales"], "where": ["{{where}}"]}"""), SemanticBed.Now);
        if (!read.Succeeded(out var asked))
        {
            var problem = Assert.Single(read.Diagnostics);
            Assert.Equal(DiagnosticCode.MalformedFilter, problem.Code);
            Assert.Equal(hint, IsOfWriting(problem.Hint) ? problem.Hint : null);
            return;
        }

        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        var refused = Assert.Single((await bed.AskAsync(asked.Query)).Diagnostics);
        Assert.Equal((DiagnosticCode.WrongComparison, hint), (refused.Code, refused.Hint));
    }

    [Theory]
    [InlineData("sale__due = 'soon'", "'sale__due' is a date; the text 'soon' does not fit")]
    [InlineData("sale__due__month = 'soon'", "'sale__due__month' is a date; the text 'soon' does not fit")]
    [InlineData("sale__at = 'soon'", "'sale__at' is a time stamp; the text 'soon' does not fit")]
    [InlineData("metric_time__month = '2026-05-15'",
        "'metric_time__month' has the first day of each month, and '2026-05-15' is none of them")]
    [InlineData("sale__gift = 'perhaps'", "'sale__gift' is true or false; the text 'perhaps' does not fit")]
    [InlineData("sale__price = 'ten'", "'sale__price' is a decimal number; the text 'ten' does not fit")]
    [InlineData("sale = 'ten'", "'sale' is a whole number; the text 'ten' does not fit")]
    [InlineData("sale__status = 5", "'sale__status' is a text; 5 does not fit")]
    [InlineData("sale__due = sale__status", "'sale__due' is a date and 'sale__status' is a text; they cannot be compared")]
    [InlineData("sale__due like '2026%'", "'sale__due' is a date; like compares texts")]
    [InlineData("cast(sale__status as date) = '2026-01-01'", "'sale__status' is a text; only times can be cast to a date or a time stamp")]
    public async Task A_type_is_told_in_the_words_of_the_documentation(string where, string message)
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        var problem = Assert.Single(await bed.RefusalAsync($$"""{"metrics": ["sales"], "where": ["{{where}}"]}"""));
        Assert.Equal((DiagnosticCode.WrongComparison, message), (problem.Code, problem.Message));
    }

    [Theory]
    [InlineData("\"metrics\": [\"Sales_\"]", "sales")]
    [InlineData("\"metrics\": [\"sales\"], \"where\": [\"Sale_s > 1\"]", "sales")]
    [InlineData("\"metrics\": [\"last_status\"], \"where\": [\"SALSE > 1\"]", "sales")]
    [InlineData("\"group_by\": [\"sale__status\"], \"where\": [\"Saless > 1\"]", "sales")]
    [InlineData("\"metrics\": [\"sales\"], \"where\": [\"Sale__Statu = 'ten'\"]", "sale__status")]
    [InlineData("\"metrics\": [\"sales\"], \"where\": [\"Status = 'ten'\"]", "sale__status")]
    [InlineData("\"group_by\": [\"sale__status\"], \"where\": [\"SALE__STATUSS = 'ten'\"]", "sale__status")]
    [InlineData("\"metrics\": [\"sales\"], \"where\": [\"{{ Metric('Saless') }} > 1\"]", "sales")]
    [InlineData("\"metrics\": [\"sales\"], \"where\": [\"{{ Dimension('Sale__Statu') }} = 'ten'\"]", "sale__status")]
    [InlineData("\"metrics\": [\"sales\"], \"where\": [\"Metric_Tim > '2026-01-01'\"]", "metric_time")]
    [InlineData("\"metrics\": [\"sales\"], \"where\": [\"Sael = 1\"]", "sale")]
    [InlineData("\"metrics\": [\"sales\"], \"order_by\": [\"Last_Statu\"]", "last_status")]
    [InlineData("\"metrics\": [{\"name\": \"sales\", \"as\": \"Anzahl\"}], \"order_by\": [\"ANZAL\"]", "Anzahl")]
    [InlineData("\"metrics\": [\"sales\"], \"group_by\": [\"status\"]", "sale__status")]
    public async Task A_mistyped_name_or_one_without_its_entity_is_told_with_the_one_that_is_there(string question, string near)
    {
        await using var bed = await SemanticBed.StartAsync(Tables, Yaml);
        Assert.Contains(await bed.RefusalAsync($"{{{question}}}"), p => p.Candidates.Contains(near));
    }

    private static bool IsOfWriting(string? hint) => hint is not null && (hint.StartsWith("write decimals", StringComparison.Ordinal)
        || hint.StartsWith("an apostrophe", StringComparison.Ordinal) || hint.StartsWith("a month", StringComparison.Ordinal));
}
