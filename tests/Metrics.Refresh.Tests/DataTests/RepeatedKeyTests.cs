using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.DataTests;

/// <summary>What is said of a key that stands in several rows.</summary>
public sealed class RepeatedKeyTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task A_key_that_repeats_is_named_with_where_its_rows_are_kept_unless_it_is_secret()
    {
        _bed.Write("data/orders.csv", "id,store_id,amount,status\n1,1,10.50,paid\n1,2,4.50,paid\n1,,7.00,paid\n2,,1.00,paid\n")
            .Write(
                "shop/models/gold/checked.sql",
                "/*\ntests:\n  - {unique: [nick, n], severity: warn}\n*/\nselect 'a\"b' as nick, 7 as n from generate_series(1, 2)")
            .Write(
                "shop/models/gold/hidden.sql",
                "/*\nsecret: nick\ntests:\n  - {unique: [nick, n], severity: warn}\n*/\n"
                + "select 'Nick' as nick, 7 as n from generate_series(1, 2)");
        var report = await _bed.RunAsync();
        Assert.Equal(
            "unique(id): 1 key repeats: id = 1 occurs in 3 rows; rows that failed are kept in ops.test_sample: scripts/psql.sh -c "
            + "\"select test, bad_row from ops.test_sample where model = 'shop__orders' order by id desc limit 5\"",
            report.Outcomes.Single(o => o.Node.Name == "shop__orders").Detail);
        Assert.Contains(
            report.Warnings, w => w.StartsWith(
                "checked: unique(nick, n): 1 key repeats: nick = \"a\\\"b\", n = 7 occurs in 2 rows;", StringComparison.Ordinal));
        Assert.Contains(report.Warnings, w => w.StartsWith("hidden: unique(nick, n): 1 key repeats; rows that", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Warnings, w => w.Contains("Nick", StringComparison.Ordinal));
        Assert.Equal(
            "{\"id\": 1, \"copies\": 3}",
            await _bed.ScalarAsync<string>("select bad_row::text from ops.test_sample where model = 'shop__orders'"));
    }

    public void Dispose() => _bed.Dispose();
}
