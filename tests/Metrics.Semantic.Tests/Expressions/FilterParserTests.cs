using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Expressions;

public sealed class FilterParserTests
{
    [Theory]
    [InlineData("store__country = 'ES'", "store__country = 'ES'")]
    [InlineData("a != 1 AND b<>2", "a <> 1 and b <> 2")]
    [InlineData("1 < a", "1 < a")]
    [InlineData("a <= +1.50 or b >= -0.5 or c > .25", "a <= 1.5 or b >= -0.5 or c > 0.25")]
    [InlineData("a in ('x','y''z', 3, true)", "a in ('x', 'y''z', 3, true)")]
    [InlineData("a Not In (1)", "a not in (1)")]
    [InlineData("not a in (1)", "a not in (1)")]
    [InlineData("a between 1 and 2 and b = 3", "a between 1 and 2 and b = 3")]
    [InlineData("5 between low and high", "5 between low and high")]
    [InlineData("a contains '100%'", "a ilike '%100\\%%'")]
    [InlineData("a not contains 'x_y'", "a not ilike '%x\\_y%'")]
    [InlineData("a starts with '\\'", "a ilike '\\\\%'")]
    [InlineData("a Ends With 'it''s'", "a ilike '%it''s'")]
    [InlineData("contains contains 'x'", "contains ilike '%x%'")]
    [InlineData("a <= timestamp '2026-01-31'", "a <= '2026-01-31T00:00:00'")]
    [InlineData("a not between date '2026-01-01' and timestamp '2026-02-01 10:00'", "a not between '2026-01-01' and '2026-02-01 10:00'")]
    [InlineData("a like 'A%' or a not ilike 'b_'", "a like 'A%' or a not ilike 'b_'")]
    [InlineData("a is null and b is not null", "a is null and b is not null")]
    [InlineData("a = 1 or b = 2 and c = 3", "a = 1 or (b = 2 and c = 3)")]
    [InlineData("(a = 1 or b = 2) and not (c = 3)", "(a = 1 or b = 2) and not (c = 3)")]
    [InlineData("((((a = true))))", "a = true")]
    [InlineData("date = '2026-01-01'", "date = '2026-01-01'")]
    [InlineData("{{ Dimension('store__country') }} = 'ES'", "{{ Dimension('store__country') }} = 'ES'")]
    [InlineData("{{Entity(\"store\")}} = 1", "{{ Entity('store') }} = 1")]
    [InlineData("{{ TimeDimension('metric_time', 'MONTH') }} > '2026-01-01'", "{{ TimeDimension('metric_time__month') }} > '2026-01-01'")]
    [InlineData(
        "{{ TimeDimension('metric_time', time_granularity_name='day') }} > '2026'", "{{ TimeDimension('metric_time__day') }} > '2026'")]
    [InlineData("{{ Dimension('metric_time').grain('week') }} > '2026'", "{{ TimeDimension('metric_time__week') }} > '2026'")]
    [InlineData("{{ Dimension('store__country', entity_path=['device']) }} = 'ES'", "{{ Dimension('device__store__country') }} = 'ES'")]
    [InlineData("{{ Metric('transacted_amount') }} > 10", "{{ Metric('transacted_amount') }} > 10")]
    public void Reads(string text, string canonical)
    {
        var outcome = FilterParser.Parse(text);
        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(canonical, FilterText.Print(outcome.Value!));
    }

    [Theory]
    [InlineData("", "a name or a value, found the end")]
    [InlineData("a = null", "is null")]
    [InlineData("a <> NULL", "is null")]
    [InlineData("a in ('x', null)", "is null")]
    [InlineData("1 = 1", "without a name")]
    [InlineData("1 in (1)", "without a name")]
    [InlineData("'a' is null", "without a name")]
    [InlineData("a in ()", "a name or a value")]
    [InlineData("a in (b)", "not names")]
    [InlineData("a = 1e5", "100000")]
    [InlineData("a = 1.2.3", "one point")]
    [InlineData("a = 1.", "one point")]
    [InlineData("a = 123456789012345678901234567890123", "28 digits")]
    [InlineData("a = 'x", "never closed")]
    [InlineData("a = 1 -- no", "a comment")]
    [InlineData("a = 1 /* no */", "a comment")]
    [InlineData("a = 1; drop table x", "';'")]
    [InlineData("a::text = 'x'", "a cast")]
    [InlineData("a = = 1", "found '='")]
    [InlineData("a = \"x\"", "single")]
    [InlineData("lower(a) = 'x'", "no functions")]
    [InlineData("store.country = 'x'", "two underscores")]
    [InlineData("a + 1 = 2", "found '+'")]
    [InlineData("a = - b", "expected a number after the")]
    [InlineData("a < b < c", "'and', 'or' or the end, found '<'")]
    [InlineData("a = 1 b = 2", "found 'b'")]
    [InlineData("a is true", "write =")]
    [InlineData("a like 5", "a text in single quotes")]
    [InlineData("a contains b", "a text in single quotes")]
    [InlineData("a starts 'x'", "'with'")]
    [InlineData("a not starts", "'with'")]
    [InlineData("a like 'x' escape '\\'", "found 'escape'")]
    [InlineData("a between 1", "'and'")]
    [InlineData("(a = 1", "')'")]
    [InlineData("a = 1)", "found ')'")]
    [InlineData("and a = 1", "found 'and'")]
    [InlineData("país = 'ES'", "U+00ED")]
    [InlineData("a = 'x\0'", "U+0000")]
    [InlineData("a = $1", "'$'")]
    [InlineData("{{ Dimension('x') = 1", "'}}'")]
    [InlineData("{{ Dimention('x') }} = 1", "did you mean 'Dimension'")]
    [InlineData("{{ Dimension('x y') }} = 1", "not a name")]
    [InlineData("{{ Dimension('x').descending(True) }} = 1", "order")]
    [InlineData("{{ TimeDimension('t', 'mo nt') }} = 1", "not a grain")]
    [InlineData("{{ Dimension('t').date_part('mont') }} = 1", "did you mean 'month'")]
    [InlineData("cast(a as integer) = 1", "only date and timestamp")]
    public void Refuses(string text, string says)
    {
        var problem = Assert.Single(FilterParser.Parse(text).Diagnostics);
        Assert.Equal(DiagnosticCode.MalformedFilter, problem.Code);
        Assert.Contains(says, problem.ToString());
        Assert.Contains("at character", problem.Message);
    }

    [Theory]
    [InlineData("{{ TimeDimension('t', date_part_name='year') }} = 1", "{{ TimeDimension('t__extract_year') }} = 1")]
    [InlineData("{{ Dimension('t').date_part('year') }} = 1", "{{ TimeDimension('t__extract_year') }} = 1")]
    [InlineData("{{ TimeDimension('t', 'day', entity_path=()) }} == CAST('2020-01-01' AS TIMESTAMP)",
        "{{ TimeDimension('t__day') }} = '2020-01-01T00:00:00'")]
    [InlineData("{{ Dimension('country', entity_path=['listing', 'user',]) }} <> 'x'", "{{ Dimension('listing__user__country') }} <> 'x'")]
    [InlineData("{{ Metric('m', ['store']) }} > 1", "{{ Metric('m', group_by=['store']) }} > 1")]
    [InlineData("{{ Metric('m', group_by=('store', 'user')) }} > 1", "{{ Metric('m', group_by=['store', 'user']) }} > 1")]
    [InlineData("CAST(a AS TIMESTAMP) >= CAST('2020-01-01' AS DATE)", "cast(a as timestamp) >= '2020-01-01'")]
    [InlineData("a", "a = true")]
    [InlineData("not a or b is null", "not (a = true) or b is null")]
    [InlineData("TRUE", "true")]
    public void Reads_dbts_forms(string text, string canonical) =>
        Assert.Equal(canonical, FilterText.Print(FilterParser.Parse(text).Value!));

    [Theory]
    [InlineData("a = Zürich", "a = 'Zürich'")]
    [InlineData("b = 1 and a__b <> New York", "a__b <> 'New York'")]
    [InlineData("a = \"offen\"", "a = 'offen'")]
    [InlineData("a = ‘Zürich’", "a = 'Zürich'")]
    [InlineData("a = „Zürich“ and b = 1", "a = 'Zürich'")]
    [InlineData("a in (“ES”, “FR”)", "a in ('ES', …)")]
    [InlineData("day >= 2026-01-31 and b = 1", "day >= '2026-01-31'")]
    [InlineData("a = n/a", "a = 'n/a'")]
    [InlineData("a = ada@example.org", "a = 'ada@example.org'")]
    [InlineData("a = 10 EUR", "a = '10 EUR'")]
    [InlineData("a = In progress or b = 1", "a = 'In progress'")]
    [InlineData("a in (ES, FR)", "a in ('ES', …)")]
    [InlineData("a not in ('ES', FR)", "a not in ('ES', 'FR')")]
    [InlineData("a in (Zürich)", "a in ('Zürich')")]
    [InlineData("a in ('ES', 10 EUR, 'x')", "a in ('ES', '10 EUR', …)")]
    [InlineData("(a = São Paulo)", "a = 'São Paulo'")]
    [InlineData("a between 'A' and Zürich", "a between 'A' and 'Zürich'")]
    [InlineData("a between Bern and Zürich", "a between 'Bern' and 'Zürich'")]
    [InlineData("a between n/a and b__c", "a between 'n/a' and b__c")]
    [InlineData("day between 2026-01-01 and 2026-01-31", "day between '2026-01-01' and '2026-01-31'")]
    [InlineData("(b = 1 or day between 2026-01-01 and '2026-01-31') and c = 1", "day between '2026-01-01' and '2026-01-31'")]
    [InlineData("day between '2026-01-01' and 2026-01-31", "day between '2026-01-01' and '2026-01-31'")]
    [InlineData("day between 2026-01-01", "day between '2026-01-01' and …")]
    [InlineData("metric_time >= date 2026-01-01", "metric_time >= date '2026-01-01'")]
    [InlineData("metric_time < 2026-01-01T12:00", "metric_time < '2026-01-01T12:00'")]
    [InlineData("opens >= 9:30", "opens >= '9:30'")]
    [InlineData("a > Zürich", "a > 'Zürich'")]
    [InlineData("a >= \"M\"", "a >= 'M'")]
    [InlineData("a = AB-12", "a = 'AB-12'")]
    [InlineData("a = 10.0.0.1", "a = '10.0.0.1'")]
    [InlineData("a like Z%", "a like 'Z%'")]
    [InlineData("a not contains ich", "a not contains 'ich'")]
    [InlineData("a starts with Zür", "a starts with 'Zür'")]
    public void A_text_without_quotes_is_shown_with_them(string text, string piece)
    {
        var problem = Assert.Single(FilterParser.Parse(text).Diagnostics);
        Assert.Equal(DiagnosticCode.MalformedFilter, problem.Code);
        Assert.Equal($"texts are written in single quotes: {piece}", problem.Hint);
    }

    [Theory]
    [InlineData("a = 1.")]
    [InlineData("a = 1e5")]
    [InlineData("a = 1 + 2")]
    [InlineData("a = - b")]
    [InlineData("a = b - c")]
    [InlineData("a = null")]
    [InlineData("a = lower(b)")]
    [InlineData("a = b.c")]
    [InlineData("a = b::text")]
    [InlineData("a = 'it's'")]
    [InlineData("a = 'b' c")]
    [InlineData("a = {{ Dimension('b') ")]
    [InlineData("a = b = c")]
    [InlineData("país = 'ES'")]
    [InlineData("(a = b")]
    [InlineData("a = 1; drop table x")]
    [InlineData("a__x > b__y*2")]
    [InlineData("a__x > b__y-5")]
    [InlineData("a__x = b__y-5")]
    [InlineData("a__x = 2*b__y")]
    [InlineData("a = b*2")]
    [InlineData("a > b-5")]
    [InlineData("amount > 1,000,000")]
    [InlineData("amount = 1,000,000")]
    [InlineData("amount > 1 000 000")]
    [InlineData("amount = 1 000 000")]
    [InlineData("amount between 1 000 and 2 000")]
    [InlineData("amount = 1.000.000,50")]
    [InlineData("amount = 5,50 €")]
    [InlineData("amount > 5%")]
    [InlineData("amount = 2.5 %")]
    [InlineData("amount in (5%, 6)")]
    [InlineData("amount > 10 EUR")]
    [InlineData("amount > 10 limit 5")]
    [InlineData("amount = 10 limit 5")]
    [InlineData("amount = 10 order by amount")]
    [InlineData("a = b is null")]
    [InlineData("a = b is not true")]
    [InlineData("metric_time > current_date -7")]
    [InlineData("day = current_date -7")]
    [InlineData("day >= interval 7 days")]
    [InlineData("day >= 2026-01-01 limit 5")]
    public void What_is_no_text_is_not_taken_for_one(string text) =>
        Assert.DoesNotContain("texts are written", Assert.Single(FilterParser.Parse(text).Diagnostics).Hint ?? "");

    [Fact]
    public void A_problem_says_at_which_character_it_is() =>
        Assert.EndsWith("at character 15", FilterParser.Parse("a = 1 and b = ;").Diagnostics[0].Message);

    [Fact]
    public void Random_conditions_are_read_as_they_were_printed()
    {
        var seed = Draws.Seed(115);
        var filters = new RandomFilters(new Random(seed));
        for (var i = 0; i < 5000; i++)
        {
            var filter = filters.Filter();
            var text = FilterText.Print(filter);
            var read = FilterParser.Parse(text);
            Assert.True(
                filter == read.Value, $"seed {seed}: {text} became {(read.Value is { } v ? FilterText.Print(v) : read.Diagnostics)}");
            Assert.Equal(text, FilterText.Print(read.Value!));
        }
    }

    [Fact]
    public void Half_a_character_is_refused() =>
        Assert.StartsWith("cannot read U+D800", FilterParser.Parse("a = '\ud800'").Diagnostics[0].Message);

    [Fact]
    public void Equal_numbers_have_equal_texts() =>
        Assert.Equal(FilterText.Print(FilterParser.Parse("a = 1.500").Value!), FilterText.Print(FilterParser.Parse("a = 01.5").Value!));

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    [InlineData("not (", ")")]
    public void Nesting_is_bounded_however_deep_the_text(string open, string close)
    {
        string Nested(int levels) =>
            string.Concat(Enumerable.Repeat(open, levels)) + "a = 1" + string.Concat(Enumerable.Repeat(close, levels));
        Assert.NotNull(FilterParser.Parse(Nested(50)).Value);
        Assert.Contains("nesting", FilterParser.Parse(Nested(5000)).Diagnostics[0].Message);
    }

    [Fact]
    public void Long_texts_are_refused_unread_and_long_lists_are_not()
    {
        Assert.Contains("65536", FilterParser.Parse("a = '" + new string('x', 70_000) + "'").Diagnostics[0].Message);
        var list = Assert.IsType<Filter.In>(FilterParser.Parse($"a in ({string.Join(",", Enumerable.Range(0, 10_000))})").Value);
        Assert.Equal(10_000, list.Values.Count);
        var all = Assert.IsType<Filter.And>(FilterParser.Parse(string.Join(" and ", Enumerable.Repeat("a=1", 7_000))).Value);
        Assert.Equal(7_000, all.All.Count);
    }

    [Fact]
    public void A_name_keeps_what_its_author_said_it_is() =>
        Assert.Equal(
            new Filter.Compare(
                new Operand.Name("metric_time__month", NameKind.TimeDimension), Comparison.Less,
                new Operand.Value(new FilterValue.Text("2026-01-01"))),
            FilterParser.Parse("{{ TimeDimension('metric_time', 'month') }} < date '2026-01-01'").Value);

    [Fact]
    public void Text_that_only_looks_like_code_stays_a_text() =>
        Assert.Equal(
            new Filter.In(
                new Operand.Name("a"),
                new FilterValue[] { new FilterValue.Text("'); drop table x; --"), new FilterValue.Text("{{ b }}") }.ToEquatableList()),
            FilterParser.Parse("a in ('''); drop table x; --', '{{ b }}')").Value);

    [Fact]
    public void A_pattern_that_would_keep_a_core_busy_is_refused_and_an_ordinary_one_is_not()
    {
        var wild = string.Concat(Enumerable.Repeat("%a", FilterParser.MostWildcards + 1));
        foreach (var pattern in (string[])[
            wild, $"%{wild}", new('x', FilterParser.LongestPattern + 1), string.Concat(Enumerable.Repeat("%_a", 25_000))])
        {
            foreach (var like in (string[])["like", "ilike", "not like", "not ilike"])
            {
                var refused = FilterParser.Parse($"store__name {like} '{pattern}'");
                Assert.False(refused.Succeeded(out _), pattern.Length > 60 ? pattern[..60] : pattern);
                Assert.Equal("Q101", refused.Diagnostics[0].Code.Id);
            }
        }

        string[] ordinary =
        [
            "%inn%", string.Concat(Enumerable.Repeat("%a", FilterParser.MostWildcards)), new('%', FilterParser.LongestPattern),
            string.Concat(Enumerable.Repeat("%_", 200)), string.Concat(Enumerable.Repeat("\\%", 200)),
        ];
        Assert.All(ordinary, p => Assert.True(FilterParser.Parse($"store__name ilike '{p}'").Succeeded(out _), p));
    }
}
