using Metrics.Domain.Refreshing;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Greenery;

/// <summary>What the shop's owners assume of their data is tested, and what breaks it is not published.</summary>
public sealed class GreeneryTests : IDisposable
{
    private readonly RefreshBed _bed = new();
    private readonly string _data = Directory.CreateTempSubdirectory("metrics-greenery-").FullName;

    public GreeneryTests()
    {
        ProjectFolder.CopyWarehouse(_bed.Project, "greenery");
        _bed.Project.Environment["GREENERY_DATA"] = _data;
    }

    [Theory]
    [InlineData("a parcel that nobody checked out", "fct_session", "what_is_shipped_was_checked_out")]
    [InlineData("a line of nothing", "fct_order_product", "quantity_is_positive")]
    [InlineData("a line twice", "greenery__order_items", "unique(order_id, product_id)")]
    [InlineData("a session of two users", "fct_session", "one_user_a_session")]
    public async Task What_breaks_an_assumption_is_not_published(string bad, string model, string test)
    {
        PackSample.Write("greenery", _data, "--scale", "0.02", "--seed", "5");
        var (users, line, view) = (First("users.csv"), First("order_items.csv"), First("events.csv"));
        var (order, product) = (line[0], line[1]);
        await (bad switch
        {
            "a parcel that nobody checked out" =>
                AppendAsync("events.csv", $"e-1,s-1,{users[0]},/shipping/{order},2026-02-01T00:00:00Z,package_shipped,{order},"),
            "a line of nothing" => AppendAsync("order_items.csv", $"{order},no-such-plant,0"),
            "a line twice" => AppendAsync("order_items.csv", $"{order},{product},1"),
            _ => AppendAsync("events.csv", $"e-1,{view[1]},somebody-else,/product/1,2026-02-01T00:00:00Z,page_view,,{view[7]}"),
        });

        var report = await _bed.RunAsync();

        Assert.Equal(RunStatus.Partial, report.Status);
        Assert.Equal(AttemptStatus.TestFailed, await _bed.AttemptAsync(model));
        Assert.Equal(1L, await _bed.ScalarAsync<long>(
            "select count(*) from ops.api_test where model = @model and test = @test and status = 'failed'", new { model, test }));
        Assert.Equal(0L, await _bed.ScalarAsync<long>("select count(*) from ops.published_table where model = @model", new { model }));
    }

    [Fact]
    public async Task Events_that_come_twice_count_once_and_nobody_s_name_reaches_people_s_roles()
    {
        PackSample.Write("greenery", _data, "--scale", "0.1", "--seed", "6");
        var report = await _bed.SucceedAsync();

        Assert.Empty(report.Warnings);
        Assert.Equal(10_000L, await _bed.ScalarAsync<long>("select count(*) from silver.stg_greenery__events"));
        Assert.True(await _bed.ScalarAsync<long>("select count(*) from bronze.greenery__events") > 10_000);
        Assert.Equal(10_000m, await _bed.ScalarAsync<decimal>(
            "select sum(page_views + add_to_carts + checkouts + packages_shipped) from gold.fct_session"));
        Assert.Empty(await _bed.QueryAsync<string>(
            """
            select c from unnest(array['email', 'first_name', 'last_name', 'phone_number', 'address']) as c
            where has_column_privilege(current_database() || '_bi', 'gold.dim_user', c, 'select')
            """));
        Assert.True(await _bed.ScalarAsync<bool>(
            "select has_column_privilege(current_database() || '_bi', 'gold.dim_user', 'state', 'select')"));
    }

    public void Dispose()
    {
        _bed.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private string[] First(string file) => File.ReadLines(Path.Combine(_data, file)).Skip(1).First().Split(',');

    private Task AppendAsync(string file, string line) => File.AppendAllTextAsync(Path.Combine(_data, file), $"\r\n{line}");
}
