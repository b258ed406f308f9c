using System.Security.Cryptography;
using Metrics.Refresh.Samples.Storefront;
using Metrics.Refresh.Sources;
using Metrics.Refresh.Tests.Loading;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Samples;

public sealed class StorefrontSampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-sample-");

    [Fact]
    public async Task The_same_seed_gives_the_same_files_and_another_gives_others()
    {
        var first = await HashesAsync("a", 100_000, 1);
        Assert.Equal(first, await HashesAsync("b", 100_000, 1));
        Assert.Empty(first.Intersect(await HashesAsync("c", 100_000, 2)));
    }

    [Fact]
    public async Task These_bytes_are_the_sample_of_seed_one_on_every_platform() =>
        Assert.Equal("20890b84f663f26fc1b8884f23264d2ce9feb23b4be475f0f01da5f89ac8c0b1", (await HashesAsync("a", 1_500, 1))[2]);

    [Fact]
    public async Task Files_appear_complete_or_not_at_all()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => StorefrontSample.WriteAsync(_folder.FullName, 100_000, 1, new CancellationToken(canceled: true)));
        Assert.Empty(_folder.GetFileSystemInfos());
        await StorefrontSample.WriteAsync(_folder.FullName, 10, 1, CancellationToken.None);
        Assert.Equal(["devices.csv", "stores.csv", "transactions.csv"], _folder.GetFiles().Select(f => f.Name).Order());
    }

    [Fact]
    public async Task A_sample_loads_without_rejects_and_has_every_quirk()
    {
        var sample = await StorefrontSample.WriteAsync(_folder.FullName, 20_000, 7, CancellationToken.None);
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
            $"(select count(*) from r1) = {sample.Devices} and (select count(*) from r2) = {sample.Stores} and (select count(distinct "
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

    [Fact]
    public async Task Hours_have_one_digit_where_one_is_enough_and_the_last_line_has_no_end()
    {
        await StorefrontSample.WriteAsync(_folder.FullName, 1_000, 3, CancellationToken.None);
        var text = await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "transactions.csv"));
        Assert.Matches(@"\d\d/\d\d/\d{4} [1-9]:\d\d:\d\d", text);
        Assert.Matches(@"\d\d/\d\d/\d{4} 1[0-2]:\d\d:\d\d", text);
        Assert.DoesNotMatch(@"\d\d/\d\d/\d{4} 0", text);
        Assert.Equal(1_000, text.Count(c => c == '\n'));
        Assert.EndsWith(text[^2..], text.TrimEnd());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task LoadAsync(Store store, string name, params SourceColumn[] columns)
    {
        using var source = new CsvSource(columns).With(csv => csv with { Path = Path.Combine(_folder.FullName, name + ".csv") });
        Assert.Equal(0, (await store.LoadAsync(source.Table)).Rejected);
    }

    private async Task<string[]> HashesAsync(string subfolder, long transactions, ulong seed)
    {
        var folder = Path.Combine(_folder.FullName, subfolder);
        await StorefrontSample.WriteAsync(folder, transactions, seed, CancellationToken.None);
        return [.. new[] { "devices.csv", "stores.csv", "transactions.csv" }.Select(
            f => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, f)))))];
    }
}
