using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Storefront;

/// <summary>The five questions over the real files, compared with answers that others have computed.</summary>
public sealed class RealAnswersTests
{
    private const double Tolerance = 1e-4;

    [RealDataFact]
    public async Task The_five_questions_are_answered_as_published_for_both_statuses_and_clocks()
    {
        using var warehouse = new StorefrontWarehouse().Real().Refresh();
        using var api = new ApiHost(warehouse.ConnectionString);
        using var answers = JsonDocument.Parse(await File.ReadAllTextAsync(RealData.File("sumup", "answers.json")));
        foreach (var (suffix, key) in new[] { ("", "accepted_only"), ("_all_statuses", "all_statuses") })
        {
            var truth = answers.RootElement.GetProperty("computed").GetProperty(key);
            await SameAsync(api, $"top_stores{suffix}", Items(truth, "top10_stores_by_amount", "store_id", "store_name", "amount_eur"));
            await SameAsync(api, $"top_products{suffix}", Items(truth, "top10_products_by_count_sku_raw", "product_sku", "count"));
            await SameAsync(
                api, $"average_amount_by_typology_and_country{suffix}",
                Items(truth, "avg_amount_typology_country", "typology", "country", "avg"), ordered: false);
            var shares = truth.GetProperty("device_type_share_pct").EnumerateObject()
                .Select(d => new[] { d.Name, d.Value.GetProperty("n").GetRawText(), $"{d.Value.GetProperty("pct").GetDouble() / 100:R}" })
                .ToList();
            await SameAsync(api, $"device_share{suffix}", shares);
            await TimesAsync(api, $"time_to_fifth_transaction{suffix}", truth.GetProperty("time_to_5_transactions__happened_at"));
            await TimesAsync(
                api, $"time_to_fifth_transaction{suffix}_by_created_at", truth.GetProperty("time_to_5_transactions__created_at"));
            await SameAsync(
                api, $"time_to_fifth_transaction_by_customer{suffix}",
                Items(truth, "time_to_5_by_customer_happened_at", "customer_id", "num_stores", "avg_days_to_5_transactions"),
                ordered: false);
        }
    }

    private static Task TimesAsync(ApiHost api, string name, JsonElement truth) => SameAsync(
        api, name,
        [[truth.GetProperty("avg_days_first_to_fifth").GetRawText(), truth.GetProperty("median_days_first_to_fifth")
            .GetRawText(), truth.GetProperty("stores_with_ge5").GetRawText()]]);

    private static async Task SameAsync(ApiHost api, string name, List<string[]> expected, bool ordered = true)
    {
        Assert.NotEmpty(expected);
        foreach (var found in new[] { await SavedAnswer.JsonAsync(api, name), await SavedAnswer.CsvAsync(api, name) })
            SavedAnswer.AssertEqual(ordered ? expected : Sorted(expected), ordered ? found : Sorted(found), Tolerance);
    }

    private static List<string[]> Sorted(List<string[]> rows) => rows.OrderBy(r => $"{r[0]}\0{r[1]}", StringComparer.Ordinal).ToList();

    private static List<string[]> Items(JsonElement truth, string key, params string[] fields) => truth.GetProperty(key).EnumerateArray()
        .Select(
            i => fields.Select(
                f => i.GetProperty(f) is { ValueKind: JsonValueKind.String } text
                    ? text.GetString()! : i.GetProperty(f).GetRawText()).ToArray())
        .ToList();
}
