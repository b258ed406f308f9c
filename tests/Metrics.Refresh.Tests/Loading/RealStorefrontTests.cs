using System.Security.Cryptography;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Sources;
using Metrics.Testing;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class RealStorefrontTests
{
    private const string Moment = "MM/DD/YYYY H:MM:SS";

    [RealDataFact]
    public async Task The_real_devices_load()
    {
        await using var store = new Store();
        var result = await store.LoadAsync(
            Real(
                "device.csv", Column("id", ColumnKind.Integer), Column("type", ColumnKind.Integer),
                Column("store_id", ColumnKind.Integer)));
        Assert.Equal((200, 200, 0), (result.Rows, result.Loaded, result.Rejected));
    }

    [RealDataFact]
    public async Task The_real_stores_load()
    {
        await using var store = new Store();
        var result = await store.LoadAsync(Real(
            "store.csv",
            Column("id", ColumnKind.Integer), Column("name"), Column("address"), Column("city"), Column("country"),
            Column("created_at", ColumnKind.Timestamp, Moment, required: true), Column("typology"),
            Column("customer_id", ColumnKind.Integer)));
        Assert.Equal((100, 100, 0), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(
            ["Santa Inês|2023-03-24 04:52:21"],
            await store.TextsAsync($"select city || '|' || created_at from store.{store.Relation} where id = 1"));
    }

    [RealDataFact]
    public async Task The_real_transactions_load_without_their_cards()
    {
        await using var store = new Store();
        var table = Real(
            "transaction.csv",
            Column("id", ColumnKind.BigInt), Column("device_id", ColumnKind.Integer), Column("product_name"), Column("product_sku"),
            Column("category_name"),
            Column("amount", ColumnKind.Decimal, precision: 12, scale: 2), Column("status"), Column("card_number", drop: true),
            Column("cvv", drop: true),
            Column("created_at", ColumnKind.Timestamp, Moment), Column("happened_at", ColumnKind.Timestamp, Moment));
        var result = await store.LoadAsync(table);
        Assert.Equal((1500, 1500, 0), (result.Rows, result.Loaded, result.Rejected));
        Assert.Equal(9, result.Columns.Count);
        Assert.Contains(new TableColumn("amount", "numeric(12,2)"), result.Columns);
        var bytes = await File.ReadAllBytesAsync(table.Csv.Path);
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.LongLength), (result.Content.Sha256, result.Content.Bytes));
        Assert.Equal(["488"], await store.TextsAsync($"select count(*)::text from store.{store.Relation} where status = 'accepted'"));
    }

    private static SourceTable Real(string file, params SourceColumn[] columns)
    {
        using var source = new CsvSource(columns);
        return source.With(csv => csv with { Path = RealData.File("sumup", file) }).Table;
    }
}
