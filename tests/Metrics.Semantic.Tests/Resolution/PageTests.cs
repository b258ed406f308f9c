using System.Text.Json;
using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Tests.Publications;

namespace Metrics.Semantic.Tests.Resolution;

[Trait("Needs", "PostgreSQL")]
public sealed class PageTests
{
    [Theory]
    [InlineData("""{"metrics": ["amount"], "group_by": ["shop"], "order_by": ["-amount"], "limit": 2}""")]
    [InlineData("""{"metrics": ["sales"], "group_by": ["shop__name", "metric_time__second"], "order_by": ["shop__name"], "limit": 7}""")]
    [InlineData(
        """{"metrics": ["sales"], "group_by": ["shop"], "where": ["amount > 10"], "time_range": """
            + """{"start": "2026-01-01T00:00:00.5"}, "limit": 1}""")]
    public async Task Pages_hold_every_row_once_and_in_order(string json)
    {
        await using var bed = await ShopBed.StartAsync();
        var whole = await bed.RowsAsync(
            json.Replace("\"limit\"", "\"limit\": 100000, \"page\": null, \"limit_\"", StringComparison.Ordinal)
                .Split(", \"limit_\"")[0] + "}");
        var (pages, page, sizes) = (new List<string>(), (string?)null, new List<int>());
        do
        {
            var answer = await bed.AnswerAsync(At(json, page));
            pages.AddRange(Cells.Of(answer.Table).Select(r => string.Join(" | ", r)));
            sizes.Add(answer.Table.RowCount);
            page = answer.Meta.Next;
        }
        while (page is not null);
        Assert.Equal(whole, pages);
        Assert.True(sizes.Count > 2 && sizes.SkipLast(1).Distinct().Count() == 1);
    }

    [Fact]
    public async Task A_page_is_of_the_version_that_the_first_one_was_of()
    {
        await using var bed = await ShopBed.StartAsync();
        const string Json = """{"metrics": ["sales"], "group_by": ["shop"], "limit": 4}""";
        var first = await bed.AnswerAsync(Json);
        var second = await bed.RowsAsync(At(Json, first.Meta.Next));
        await bed.Data.ExecuteAsync(
            "create table store.sale_v2 (like store.sale_v1 including all); insert into store.sale_v2 values (1, 1, 5, '2026-01-01')");
        await bed.PublishAsync(2);
        Assert.Equal(second, await bed.RowsAsync(At(Json, first.Meta.Next)));
        var explained = await bed.ExplainAsync(At(Json, first.Meta.Next));
        Assert.Contains(explained.Tables, t => t is { Model: "sale", Version: 1, Relation: "sale_v1" });
        Assert.Equal(["1 | 1"], await bed.RowsAsync(Json));
    }

    [Fact]
    public async Task A_page_says_of_itself_what_is_true_of_the_version_it_is_of()
    {
        await using var bed = await ShopBed.StartAsync();
        const string Json = """{"metrics": ["sales"], "group_by": ["shop"], "limit": 4}""";
        var page = At(Json, (await bed.AnswerAsync(Json)).Meta.Next);
        await bed.Data.ExecuteAsync(
            "update ops.api_table_version set rejected = '[{\"table\": \"raw\", \"rejected\": 3, \"rows\": 100}]' where model = 'sale'");
        await bed.Data.ExecuteAsync(
            "create table store.sale_v2 (like store.sale_v1 including all); insert into store.sale_v2 values (1, 1, 5, '2026-01-01')");
        await bed.PublishAsync(2);
        await bed.Data.ExecuteAsync(
            """
            update ops.api_table set rejected = '[{"table": "raw", "rejected": 7, "rows": 200, "absent": 2}]',
              last_attempt = last_attempt || '{"status": "test_failed"}', publication = 3
            where model = 'sale';
            insert into ops.api_publication values (3, gen_random_uuid(), now());
            """);
        Assert.True(await bed.SeesAsync(3));
        var pinned = (await bed.AnswerAsync(page)).Meta;
        Assert.Equal((0, "1"), (pinned.Degraded.Count, pinned.DataVersion));
        Assert.Equal(["3 of 100 rows of raw were rejected"], pinned.Warnings);
        var current = (await bed.AnswerAsync(Json)).Meta;
        Assert.Equal(("test_failed", "3"), (Assert.Single(current.Degraded).Code, current.DataVersion));
        Assert.Equal(
            ["7 of 200 rows of raw were rejected", "no record of raw has 2 of its columns; they are null in every row"], current.Warnings);
    }

    [Fact]
    public async Task A_page_of_a_dropped_version_is_gone()
    {
        await using var bed = await ShopBed.StartAsync();
        const string Json = """{"metrics": ["sales"], "group_by": ["shop"], "limit": 4}""";
        var page = At(Json, (await bed.AnswerAsync(Json)).Meta.Next);
        await bed.Data.ExecuteAsync("create table store.sale_v2 (like store.sale_v1 including all)");
        await bed.PublishAsync(2);
        await bed.Data.ExecuteAsync("alter table store.sale_v1 rename to dropped");
        Assert.Equal(DiagnosticCode.PageGone, Assert.Single(await bed.RefusalAsync(page)).Code);
        await bed.Data.ExecuteAsync("delete from ops.api_table_version where model = 'sale' and version = 1");
        Assert.Equal(DiagnosticCode.PageGone, Assert.Single(await bed.RefusalAsync(page)).Code);
    }

    [Fact]
    public async Task A_limit_of_nothing_has_no_next_page()
    {
        await using var bed = await ShopBed.StartAsync();
        var answer = await bed.AnswerAsync("""{"metrics": ["sales"], "group_by": ["shop"], "limit": 0}""");
        Assert.Equal((0, true, null), (answer.Table.RowCount, answer.Table.HasMore, answer.Meta.Next));
    }

    [Fact]
    public async Task A_result_cut_off_by_a_limit_is_not_taken_for_one_that_is_whole()
    {
        await using var bed = await ShopBed.StartAsync();
        var limits = AnswerLimits.Default with { MaxRows = 3 };
        var cut = await bed.AskAsync(SemanticBed.Read("""{"metrics": ["sales"], "group_by": ["shop"], "limit": 3}"""), limits);
        Assert.True(cut.Value!.Table.HasMore);
        var whole = await bed.AskAsync(SemanticBed.Read("""{"metrics": ["sales"], "group_by": ["shop"]}"""), limits);
        Assert.Equal(DiagnosticCode.TooManyRows, Assert.Single(whole.Diagnostics).Code);
    }

    [Fact]
    public async Task A_table_dropped_under_a_question_is_looked_for_again()
    {
        await using var bed = await ShopBed.StartAsync();
        Assert.Equal(["100"], await bed.RowsAsync("""{"metrics": ["sales"]}"""));
        // Moved on without a word: the pointer in memory names what is no longer there.
        await bed.Data.ExecuteAsync(
            "alter table store.sale_v1 rename to sale_v9; update ops.api_table set version = 9, relation = 'sale_v9' where model = 'sale'");
        Assert.Equal(["100 | 150"], await bed.RowsAsync("""{"metrics": ["sales", "amount"]}"""));
        await bed.Data.ExecuteAsync(
            "alter table store.shop_v1 rename to shop_v9; update ops.api_table set version = 9, relation = 'shop_v9' where model = 'shop'");
        Assert.True((await bed.Layer.ValuesAsync("shop__name", null, 5, AnswerLimits.Default, default)).Succeeded(out _));
    }

    [Fact]
    public async Task A_table_dropped_under_a_question_prepared_before_is_looked_for_again()
    {
        await using var bed = await ShopBed.StartAsync();
        var first = await bed.AnswerAsync("""{"metrics": ["sales"]}""");
        await bed.Data.ExecuteAsync(
            "alter table store.sale_v1 rename to sale_v9; "
                + "update ops.api_table set version = 9, relation = 'sale_v9' where model = 'sale'; delete from store.sale_v9");
        var again = await bed.Forgetful.AnswerAsync(first.Prepared!, TimeSpan.Zero, AnswerLimits.Default, default);
        Assert.True(again.Succeeded(out var answer), again.Diagnostics.ToString());
        Assert.Equal(["0"], Cells.Of(answer.Table).Select(r => string.Join(" | ", r)));
        Assert.NotEqual((first.Key, first.Prepared), (answer.Key, answer.Prepared));
    }

    private static string At(string json, string? page) =>
        page is null ? json : json.Insert(json.LastIndexOf('}'), $", \"page\": {JsonSerializer.Serialize(page)}");
}
