namespace Metrics.Api.Tests.Storefront;

/// <summary>The five questions over HTTP against a computation that shares nothing with the product.</summary>
public sealed class FiveQuestionsTests
{
    [Theory]
    [InlineData(11, 400, false)]
    [InlineData(12, 3_000, false)]
    [InlineData(13, 20_000, false)]
    [InlineData(14, 1_500, true)]
    [InlineData(15, 6_000, true)]
    public async Task On_random_files_every_answer_is_the_brute_force_one_in_JSON_and_CSV(int seed, int transactions, bool rough)
    {
        using var warehouse = new StorefrontWarehouse().Sample(transactions, seed);
        if (rough)
            RoughFiles.Roughen(warehouse.Data, seed);
        warehouse.Refresh();
        using var api = new ApiHost(warehouse.ConnectionString);
        foreach (var (
            statuses,
            truth) in new[] { ("", new BruteForce(warehouse.Data, acceptedOnly: true)),
                ("_all_statuses", new BruteForce(warehouse.Data, acceptedOnly: false)) })
        {
            await SameAsync(api, $"top_stores{statuses}", truth.TopStores());
            await SameAsync(api, $"top_products{statuses}", truth.TopProducts());
            await SameAsync(api, $"average_amount_by_typology_and_country{statuses}", truth.AverageAmounts());
            await SameAsync(api, $"device_share{statuses}", truth.DeviceShare());
            await SameAsync(api, $"time_to_fifth_transaction{statuses}", truth.TimeToFifth(byRecordTime: false));
            await SameAsync(api, $"time_to_fifth_transaction{statuses}_by_created_at", truth.TimeToFifth(byRecordTime: true));
            await SameAsync(api, $"time_to_fifth_transaction_by_customer{statuses}", truth.TimeToFifthByCustomer(byRecordTime: false));
            await SameAsync(
                api, $"time_to_fifth_transaction_by_customer{statuses}_by_created_at", truth.TimeToFifthByCustomer(byRecordTime: true));
        }
    }

    private static async Task SameAsync(ApiHost api, string name, List<string[]> expected)
    {
        Assert.NotEmpty(expected);
        SavedAnswer.AssertEqual(expected, await SavedAnswer.JsonAsync(api, name));
        SavedAnswer.AssertEqual(expected, await SavedAnswer.CsvAsync(api, name));
    }
}
