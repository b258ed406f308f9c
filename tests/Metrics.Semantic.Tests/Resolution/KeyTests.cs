using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Domain;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Tests.Resolution;

[Trait("Needs", "PostgreSQL")]
public sealed class KeyTests : IAsyncLifetime
{
    private SemanticBed _bed = null!;

    public async Task InitializeAsync() => _bed = await ShopBed.StartAsync();

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task The_same_question_is_kept_and_found_again()
    {
        const string Json = """{"metrics": ["sales"], "group_by": ["shop__name"], "where": ["shop__name <> 'B'"]}""";
        var first = await _bed.AnswerAsync(Json);
        var again = await _bed.AnswerAsync(Json);
        Assert.Equal((CacheDecision.Miss, CacheDecision.Hit, first.Key), (first.Cache, again.Cache, again.Key));
        Assert.True((await _bed.ExplainAsync(Json)).Cached);
    }

    [Fact]
    public async Task Another_description_changes_no_key_and_another_label_only_where_it_is_shown()
    {
        const string Json = """{"metrics": ["sales"], "group_by": ["shop"]}""";
        var before = (await _bed.AnswerAsync(Json)).Key;
        var other = (await _bed.AnswerAsync("""{"metrics": ["amount"]}""")).Key;
        await _bed.BindAsync(
            ShopBed.Yaml.Replace("How many", "Number of", StringComparison.Ordinal)
                .Replace("over the door", "on the sign", StringComparison.Ordinal));
        Assert.Equal(before, (await _bed.AnswerAsync(Json)).Key);
        await _bed.BindAsync(
            ShopBed.Yaml.Replace("{name: sales, type: simple,", "{name: sales, type: simple, label: Sales,", StringComparison.Ordinal));
        Assert.NotEqual(before, (await _bed.AnswerAsync(Json)).Key);
        Assert.Equal(other, (await _bed.AnswerAsync("""{"metrics": ["amount"]}""")).Key);
    }

    [Fact]
    public async Task Fractions_of_a_second_tell_questions_apart()
    {
        Assert.Equal(["99"], await _bed.RowsAsync("""{"metrics": ["sales"], "time_range": {"start": "2026-01-01T00:00:00.2"}}"""));
        Assert.Equal(["94"], await _bed.RowsAsync("""{"metrics": ["sales"], "time_range": {"start": "2026-01-01T00:00:00.7"}}"""));
    }

    [Fact]
    public async Task No_two_lists_of_texts_read_the_same()
    {
        Filter Either(string a, string b) => new Filter.Or([Is(a), Is(b)]);
        var one = await AskAsync(Either("A::text\ntext B", "C"));
        var two = await AskAsync(Either("A", "B::text\ntext C"));
        Assert.NotEqual(one.Key, two.Key);
        Assert.NotEqual(Cells.Of(one.Table), Cells.Of(two.Table));
    }

    [Fact]
    public async Task What_a_caller_calls_a_column_is_not_in_the_statement()
    {
        var query = new MetricQuery
        {
            Metrics =
                [new MetricRequest("sales", "metric\"; drop table x; --\n"), new MetricRequest("mean_amount", "sha\0re", ShareOf.Total)],
            GroupBy = [new GroupByRequest("shop__name", new string('k', 200))],
            OrderBy = [new OrderItem("sha\0re")],
        };
        var answer = Assert.IsType<Answer>((await _bed.AskAsync(query)).Value);
        Assert.Equal([query.GroupBy[0].Alias, query.Metrics[0].Alias, query.Metrics[1].Alias], answer.Table.Columns.Select(c => c.Name));
        var statement = (await _bed.Layer.ExplainAsync(query, [], AnswerLimits.Default, default)).Value!.Statement.Text;
        Assert.DoesNotContain("drop table", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("kkkk", statement, StringComparison.Ordinal);
    }

    private static Filter Is(string text) =>
        new Filter.Compare(new Operand.Name("shop__name"), Comparison.Equal, new Operand.Value(new FilterValue.Text(text)));

    private async Task<Answer> AskAsync(Filter filter)
    {
        var query = new MetricQuery { Metrics = [new MetricRequest("sales")], Where = [filter] };
        return Assert.IsType<Answer>((await _bed.AskAsync(query)).Value);
    }
}
