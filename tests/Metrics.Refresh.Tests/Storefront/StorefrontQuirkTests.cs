using Metrics.Refresh.Sources;
using Metrics.Refresh.Tests.Loading;
using Metrics.Testing;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Storefront;

public sealed class StorefrontQuirkTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-sample-");

    [Fact]
    public async Task A_sample_loads_without_rejects_and_has_every_quirk()
    {
        PackSample.Write("storefront", _folder.FullName, "--transactions", "20000", "--seed", "7");
        await using var store = new Store();
        const string moment = "MM/DD/YYYY H:MM:SS";
        await LoadAsync(
            store, "devices", Column("id", ColumnKind.Integer), Column("type", ColumnKind.Integer), Column("store_id", ColumnKind.Integer));
        await LoadAsync(
            store, "stores", Column("id", ColumnKind.Integer), Column("name"), Column("address"), Column("city"), Column("country"),
            Column("created_at", ColumnKind.Timestamp, moment), Column("typology"), Column("customer_id", ColumnKind.Integer));
        await LoadAsync(
            store, "transactions", Column("id", ColumnKind.BigInt), Column("device_id", ColumnKind.Integer), Column("product_name"),
            Column("product_sku"),
            Column("category_name"), Column("amount", ColumnKind.Decimal, precision: 12, scale: 2), Column("status"), Column("card_number"),
            Column("cvv"),
            Column("created_at", ColumnKind.Timestamp, moment), Column("happened_at", ColumnKind.Timestamp, moment));

        await TrueAsync(
            $"(select count(*) from r1) = {Rows("devices")} and (select count(*) from r2) = {Rows("stores")} and (select count(distinct "
            + $"id) from r3) = 20000");
        await TrueAsync(
            "not exists (select from r3 t left join r1 d on d.id = t.device_id left join r2 s on s.id = d.store_id where s.id is null)");
        await TrueAsync("exists (select from r1 d where not exists (select from r3 t where t.device_id = d.id))");
        await TrueAsync("exists (select from r2 s where not exists (select from r1 d where d.store_id = s.id))");
        await TrueAsync(
            "(select count(*) filter (where t.created_at < s.created_at) from r3 t join r1 d on d.id = t.device_id join r2 s on s.id = "
            + "d.store_id) > 5000");
        await TrueAsync("(select count(*) filter (where happened_at > created_at) from r3) between 1000 and 10000");
        await TrueAsync("(select min(n) > 6200 and max(n) < 7100 and count(*) = 3 from (select count(*) n from r3 group by status) x)");
        await TrueAsync("(select count(*) filter (where product_sku !~ '^[0-9]+$') from r3) between 500 and 1500");
        await TrueAsync("(select min(n) > 5 from (select count(distinct product_name) n from r3 group by product_sku) x)");
        await TrueAsync("exists (select from r3 where product_name like '%,%') and exists (select from r3 where category_name like '%,')");
        await TrueAsync(
            "exists (select from r3 where card_number ~ '^9,[0-9]{5}E[+]15$') and exists (select from r3 where card_number like '% %') "
            + "and exists (select from r3 where card_number ~ '^[0-9]{19}$')");
        await TrueAsync(
            "(select bool_and(cvv ~ '^[0-9]{3}$') and bool_and(amount between 1 and 999) and count(distinct status) = 3 from r3)");
        await TrueAsync("exists (select from r2 where city ~ '[^[:ascii:]]') and exists (select from r2 where address like '%,%')");

        async Task TrueAsync(string condition) =>
            Assert.Equal(
                [$"true: {condition}"],
                await store.TextsAsync($"set search_path = store; select ({condition})::text || ': ' || $q${condition}$q$"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // The last line has no end.
    private int Rows(string name) => File.ReadAllText(Path.Combine(_folder.FullName, name + ".csv")).Count(c => c == '\n');

    private async Task LoadAsync(Store store, string name, params SourceColumn[] columns)
    {
        using var source = new CsvSource(columns).With(csv => csv with { Path = Path.Combine(_folder.FullName, name + ".csv") });
        Assert.Equal(0, (await store.LoadAsync(source.Table)).Rejected);
    }
}
