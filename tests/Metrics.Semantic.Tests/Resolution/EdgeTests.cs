using Metrics.Answering.Admission;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Tests.Resolution;

[Trait("Needs", "PostgreSQL")]
public sealed class EdgeTests : IAsyncLifetime
{
    private SemanticBed _bed = null!;

    public async Task InitializeAsync() => _bed = await ShopBed.StartAsync();

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task The_last_day_of_the_calendar_is_a_day() =>
        await _bed.CheckAsync(
            """{"metrics": ["sales"], "where": ["shop__until = '9999-12-31'"]}""",
            "select count(*) from store.sale_v1 join store.shop_v1 using (shop_id) where until = '9999-12-31'");

    [Fact]
    public async Task One_of_nothing_is_false_and_unknown_of_nothing()
    {
        var none = new Filter.In(new Operand.Name("shop__name"), []);
        Assert.Equal("0", await CountAsync(none));
        Assert.Equal("82", await CountAsync(new Filter.Not(none)));
        Assert.Equal("100", await CountAsync(new Filter.And([])));
    }

    [Fact]
    public async Task Conditions_of_a_saved_query_narrow_the_whole_of_a_share_too()
    {
        var authored = AuthorFilterParser.Parse("{{ Entity('shop') }} in (1, 2) -- two").Value!;
        var query = SemanticBed.Read("""{"metrics": [{"name": "mean_amount", "share_of": "total", "as": "part"}], "group_by": ["shop"]}""");
        var answer = (await _bed.Layer.AnswerAsync(query, [authored], AnswerLimits.Default, default)).Value!;
        var expected = await Cells.QueryAsync(
            _bed.Data,
            "select shop_id, avg(amount)::float8 / (select avg(amount)::float8 from store.sale_v1 where shop_id in (1, 2)) from "
            + "store.sale_v1 where shop_id in (1, 2) group by 1 order by 1",
            answer.Table.Columns);
        Assert.Equal(expected, Cells.Of(answer.Table));
    }

    [Theory]
    [InlineData("filled_last", "Q204")]
    [InlineData("after_last", "Q204")]
    [InlineData("two", "C150")]
    [InlineData("twice", "C110")]
    public async Task A_metric_without_meaning_is_refused(string metric, string code) =>
        Assert.Equal(code, Assert.Single(await _bed.RefusalAsync($$"""{"metrics": ["{{metric}}"]}""")).Code.Id);

    [Fact]
    public async Task A_zone_that_nobody_knows_is_refused()
    {
        var outcome = await _bed.AskAsync(new MetricQuery { Metrics = [new MetricRequest("sales")], TimeZone = "Mars/Olympus' --" });
        Assert.Equal(DiagnosticCode.MalformedRequest, Assert.Single(outcome.Diagnostics).Code);
    }

    [Fact]
    public async Task Documents_can_be_grouped_by()
    {
        await _bed.CheckAsync(
            """{"metrics": ["sales"], "group_by": ["shop__tags"]}""",
            "select tags::text, count(*) from store.sale_v1 left join store.shop_v1 using (shop_id) group by 1\norder by 1 nulls last");
        Assert.Equal(
            "Q204", Assert.Single(await _bed.RefusalAsync("""{"metrics": ["sales"], "where": ["shop__tags = shop__tags"]}""")).Code.Id);
    }

    [Theory]
    [InlineData(
        "shop__opened_on",
        "select distinct (opened at time zone 'America/New_York' at time zone 'UTC')::date from store.shop_v1\norder by 1")]
    [InlineData("shop__opened_at", "select distinct opened at time zone 'America/New_York' from store.shop_v1\norder by 1")]
    [InlineData("shop__until", "select distinct until from store.shop_v1\norder by 1")]
    [InlineData("shop__tags", "select distinct tags::text from store.shop_v1\norder by 1")]
    [InlineData("shop__name", "select distinct name from store.shop_v1\norder by 1")]
    public async Task Values_are_those_that_answers_show(string dimension, string sql)
    {
        var outcome = await _bed.Layer.ValuesAsync(dimension, null, 100, AnswerLimits.Default, default);
        Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
        Assert.Equal(await Cells.QueryAsync(_bed.Data, sql, answer.Table.Columns), Cells.Of(answer.Table));
    }

    [Fact]
    public async Task Values_are_searched_as_they_are_written()
    {
        var found = await _bed.Layer.ValuesAsync("shop__mood", "A'B", 1, AnswerLimits.Default, default);
        Assert.Equal(["a'b"], Cells.Of(found.Value!.Table).Single());
        Assert.Equal(0, (await _bed.Layer.ValuesAsync("shop__mood", "%", 1, AnswerLimits.Default, default)).Value!.Table.RowCount);
        Assert.Equal(
            DiagnosticCode.MalformedRequest,
            Assert.Single((await _bed.Layer.ValuesAsync("shop__mood", "\ud800", 1, AnswerLimits.Default, default)).Diagnostics).Code);
    }

    private async Task<string> CountAsync(Filter filter)
    {
        var outcome = await _bed.AskAsync(new MetricQuery { Metrics = [new MetricRequest("sales")], Where = [filter] });
        Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
        return Cells.Of(answer.Table).Single().Single();
    }
}
