namespace Metrics.Refresh.Tests.Versions;

public sealed class SnapshotTests : IDisposable
{
    private const string Header = "id,status,note,changed\n";
    private readonly RefreshBed _bed = new RefreshBed()
        .Write("metrics.yml", "name: history\nrefresh: {longest_statement: 1ms}\n")
        .Write("p/sources.yml", """
            sources: [{name: raw, path: data, tables: [{name: orders, key: id, columns: [
              {name: id, type: bigint}, {name: status, type: text}, {name: note, type: text}, {name: changed, type: timestamp}]}]}]
            """);

    [Fact]
    public async Task Checked_columns_open_a_new_state_and_a_key_that_goes_closes_its_last()
    {
        Model("check: [status]");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,new,b,2026-01-01T00:00:00\n3,new,c,2026-01-01T00:00:00\n");
        await DayAsync("1,sent,a,2026-01-01T00:00:00\n2,new,other note,2026-01-01T00:00:00\n4,new,d,2026-01-01T00:00:00\n");

        Assert.Equal(["1 new closed", "1 sent open", "2 new open", "3 new closed", "4 new open"], await StatesAsync());
        Assert.Equal(0, await _bed.ScalarAsync<long>(
            "select count(*) from gold.order_states a join gold.order_states b on b.id = a.id and b.valid_from > a.valid_from where "
            + "a.valid_to is distinct from b.valid_from"));
        Assert.Equal("b", await _bed.ScalarAsync<string>("select note from gold.order_states where id = 2"));

        await DayAsync(
            "1,sent,a,2026-01-01T00:00:00\n2,new,b,2026-01-01T00:00:00\n3,new,c,2026-01-01T00:00:00\n4,new,d,2026-01-01T00:00:00\n");
        Assert.Equal(["1 new closed", "1 sent open", "2 new open", "3 new closed", "3 new open", "4 new open"], await StatesAsync());
        Assert.True(await _bed.ScalarAsync<bool>(
            "select bool_and(b.valid_from >= a.valid_to) from gold.order_states a join gold.order_states b on b.id = a.id and "
            + "b.valid_from > a.valid_from where a.id = 3"));
    }

    [Fact]
    public async Task A_time_of_change_says_since_when_and_states_of_a_key_never_overlap()
    {
        Model("updated_at: changed");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,new,b,2026-01-01T00:00:00\n");
        await DayAsync("1,sent,a,2026-01-02T00:00:00\n");
        await DayAsync("1,sent,touched but not later,2026-01-02T00:00:00\n2,new,b,2026-01-01T00:00:00\n");

        Assert.Equal(["1 new closed", "1 sent open", "2 new closed", "2 new open"], await StatesAsync());
        Assert.Equal(
            ["2026-01-01 00:00:00 2026-01-02 00:00:00", "2026-01-02 00:00:00 "],
            await _bed.QueryAsync<string>(
                "select valid_from || ' ' || coalesce(valid_to::text, '') from gold.order_states where id = 1 order by valid_from"));
        Assert.Equal(0, await _bed.ScalarAsync<long>(
            "select count(*) from gold.order_states a join gold.order_states b on b.id = a.id and b.valid_from > a.valid_from where "
            + "a.valid_to > b.valid_from"));
    }

    [Fact]
    public async Task Ignored_deletions_stay_open_and_a_repeated_key_is_not_published()
    {
        Model("check: all\nhard_deletes: ignore");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,new,b,2026-01-01T00:00:00\n");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n");
        Assert.Equal(["1 new open", "2 new open"], await StatesAsync());

        Model(
            "check: all\nhard_deletes: ignore",
            "select id, status, note from {{ source('raw', 'orders') }} union all select 1, 'twice', 'a'");
        var report = await _bed.RunAsync();
        Assert.Contains("unique(id)", report.Outcomes.Single(o => o.Node.Name == "order_states").Detail);
        Assert.Equal(["1 new open", "2 new open"], await StatesAsync());
    }

    [Fact]
    public async Task History_outlives_a_changed_query_and_a_column_that_comes_or_goes()
    {
        Model("check: [status]");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n");
        Model("check: [status]", "select id, status, length(note) as letters from {{ source('raw', 'orders') }}");
        await DayAsync("1,sent,abc,2026-01-01T00:00:00\n");
        Assert.Equal(["new|a|∅", "sent|∅|3"], await _bed.QueryAsync<string>(
            "select concat_ws('|', status, coalesce(note, '∅'), coalesce(letters::text, '∅')) from gold.order_states order by valid_from"));

        Model("check: [status]", "select id, status, note::varchar(5) as note from {{ source('raw', 'orders') }}");
        var report = await _bed.RunAsync();
        Assert.Contains("its history cannot be kept in one column", report.Outcomes.Single(o => o.Node.Name == "order_states").Detail);
    }

    [Theory]
    [InlineData("updated_at: changed\nhard_deletes: close")]
    [InlineData("check: [status]\nhard_deletes: close")]
    [InlineData("check: all\nhard_deletes: close")]
    public async Task A_key_that_comes_back_as_it_was_leaves_the_time_it_was_gone_a_gap(string rule)
    {
        Model(rule);
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,new,b,2026-01-01T00:00:00\n");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n");
        var between = await _bed.ScalarAsync<DateTime>("select now() at time zone 'UTC'");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,new,b,2026-01-01T00:00:00\n");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,sent,b,2027-01-01T00:00:00\n");

        Assert.Equal(["1 new open", "2 new closed", "2 new closed", "2 sent open"], await StatesAsync());
        // It was seen to be gone before, and was seen again after.
        Assert.Equal(1, await _bed.ScalarAsync<long>(
            """
            select count(*) from gold.order_states a join gold.order_states b using (id)
            where a.valid_to <= @between::timestamp and b.valid_from >= @between::timestamp and b.status = 'new'
            """, new { between }));
        Assert.Equal(0, await _bed.ScalarAsync<long>(
            """
            select count(*) from gold.order_states
            where id = 2 and valid_from <= @between::timestamp and (valid_to is null or valid_to > @between::timestamp)
            """, new { between }));
        // What follows without a gap still does.
        Assert.Equal(1, await _bed.ScalarAsync<long>(
            "select count(*) from gold.order_states a join gold.order_states b using (id) where a.valid_to = b.valid_from"));
    }

    [Fact]
    public async Task A_key_that_was_changed_while_it_was_gone_is_back_since_that_change()
    {
        Model("updated_at: changed\nhard_deletes: close");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,new,b,2026-01-01T00:00:00\n");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n");
        await DayAsync("1,new,a,2026-01-01T00:00:00\n2,back,b,2090-01-01T00:00:00\n");
        Assert.Equal(
            "2090-01-01 00:00:00",
            await _bed.ScalarAsync<string>("select valid_from::text from gold.order_states where id = 2 and is_current"));
    }

    public void Dispose() => _bed.Dispose();

    private void Model(string rule, string sql = "select id, status, note, changed from {{ source('raw', 'orders') }}") =>
        _bed.Write("p/models/gold/order_states.sql", $"/*\nmaterialization: snapshot\nkey: id\n{rule}\n*/ {sql}");

    private Task DayAsync(string rows)
    {
        _bed.Write("data/orders.csv", Header + rows);
        return _bed.SucceedAsync();
    }

    private Task<IReadOnlyList<string>> StatesAsync() => _bed.QueryAsync<string>(
        "select concat_ws(' ', id, status, case when is_current and valid_to is null then 'open' when not is_current and valid_to is not "
        + "null then 'closed' else 'broken' end) from gold.order_states order by id, valid_from");
}
