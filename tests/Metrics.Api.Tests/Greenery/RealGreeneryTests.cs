using System.Globalization;
using System.Text.Json;
using Metrics.Api.Tests.Packs;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Greenery;

/// <summary>The plant shop over the files of the course it comes from, compared with answers that others have published.</summary>
public sealed class RealGreeneryTests : IDisposable
{
    private static readonly string[] _files = ["users", "addresses", "products", "promos", "orders", "order_items", "events"];
    private readonly PackWarehouse _warehouse = new("greenery");

    public void Dispose() => _warehouse.Dispose();

    [RealDataFact]
    public async Task The_marts_and_the_answers_are_the_published_ones()
    {
        foreach (var file in _files)
            File.Copy(RealData.File("greenery", $"{file}.csv"), Path.Combine(_warehouse.Data, $"{file}.csv"));
        _warehouse.Command("run");
        foreach (var table in new[] { "fct_users_orders", "fct_session", "fct_order_product" })
            await SameTableAsync(table);
        using var api = new ApiHost(_warehouse.ConnectionString);
        using var answers = JsonDocument.Parse(await File.ReadAllTextAsync(RealData.File("greenery", "answers.json")));
        await SameAnswersAsync(api, answers.RootElement.GetProperty("computed"));
    }

    private static async Task SameAnswersAsync(ApiHost api, JsonElement truth)
    {
        // The published rate is a quotient of whole numbers, and the whole numbers are here too.
        await SameAsync(
            api, "repeat_rate", [[Number(truth, "users_with_orders"), Number(truth, "repeat_users"), Number(truth, "repeat_rate")]]);
        var counts = truth.GetProperty("users_by_order_count");
        var idle = truth.GetProperty("users_total").GetInt32() - truth.GetProperty("users_with_orders").GetInt32();
        await SameAsync(
            api, "users_by_order_count",
            [["0", $"{idle}"], ["1", Number(counts, "1")], ["2", Number(counts, "2")], ["3+", Number(counts, "3+")]]);
        await SameAsync(
            api, "users_by_bucket", ["none", "one-time", "repeat"], [$"{idle}", Number(counts, "1"), Number(truth, "repeat_users")]);

        var funnel = truth.GetProperty("funnel");
        await SameAsync(
            api, "session_funnel",
            [[
                Number(funnel, "page_view"), Number(funnel, "add_to_cart"), Number(funnel, "checkout"), Number(funnel, "drop_pv_to_atc"),
                Number(funnel, "drop_atc_to_checkout"), Number(truth, "overall_conversion_rate_checkout_sessions_over_sessions"),
            ]]);
        var pace = Assert.Single(await SavedAnswer.JsonAsync(api, "greenery_pace"));
        SavedAnswer.AssertEqual(
            [[
                Number(truth, "avg_orders_per_active_hour"), Number(truth, "avg_unique_sessions_per_active_hour"),
                Number(truth.GetProperty("fct_session"), "avg_duration_seconds"), Number(truth, "avg_days_created_to_delivered"),
            ]],
            [[pace[0], pace[1], pace[2], pace[4]]]);
        await SameAsync(
            api, "conversion_by_plant",
            truth.GetProperty("product_conversion").EnumerateArray().Select(p => new[]
            {
                Text(p, "name"), Number(p, "view_sessions"), Number(p, "add_to_cart_sessions"), Number(p, "purchase_sessions"),
                ((double)p.GetProperty("purchase_sessions").GetInt32() / p.GetProperty("view_sessions")
                    .GetInt32()).ToString("R", CultureInfo.InvariantCulture),
            }).ToList());
        await SameAsync(
            api, "top_plants",
            truth.GetProperty("top_products_by_quantity").EnumerateArray()
                .Select(p => new[] { Text(p, "product"), Number(p, "quantity"), Text(p, "revenue"), Number(p, "orders") }).ToList());
        await SameAsync(
            api, "top_users",
            truth.GetProperty("fct_users_orders").GetProperty("top10_by_spend").EnumerateArray()
                .Select(u => new[] { Text(u, "user_id"), Number(u, "n_orders"), Text(u, "total_spend") }).ToList());
    }

    private static async Task SameAsync(ApiHost api, string savedQuery, List<string[]> expected)
    {
        Assert.NotEmpty(expected);
        Assert.Null(
            SavedAnswer.Difference(expected, await SavedAnswer.JsonAsync(api, savedQuery)) is { } difference
                ? $"{savedQuery}: {difference}" : null);
    }

    private static async Task SameAsync(ApiHost api, string savedQuery, string[] keys, string[] counts)
    {
        var found = await SavedAnswer.JsonAsync(api, savedQuery);
        Assert.Equal(keys.Zip(counts), found.Select(r => (r[0], r[1])));
    }

    // Every column that the published table has, by its name.
    private async Task SameTableAsync(string table)
    {
        var expected = CsvText.Parse(await File.ReadAllTextAsync(RealData.File("greenery", "expected", $"{table}.csv")));
        await using var connection = new NpgsqlConnection(_warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"select {string.Join(", ", expected[0])} from gold.{table}", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string[]>();
        while (await reader.ReadAsync())
            found.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))]);
        var rows = expected.Skip(1).Select(r => r.Select(c => c ?? "").ToArray());
        Assert.Null(SavedAnswer.Difference(Sorted(rows), Sorted(found)) is { } difference ? $"{table}: {difference}" : null);
    }

    private static List<string[]> Sorted(IEnumerable<string[]> rows) => [.. rows.OrderBy(r => $"{r[0]} {r[1]}", StringComparer.Ordinal)];

    private static string Text(object value) => value switch
    {
        DBNull => "",
        bool flag => flag ? "1" : "0",
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Number(JsonElement of, string name) => of.GetProperty(name).GetRawText();

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
