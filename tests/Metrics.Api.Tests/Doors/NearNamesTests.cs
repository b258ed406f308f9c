using System.Text.Json;
using Metrics.Api.Tests.Doors.GraphQL;
using Metrics.Api.Tests.Doors.Rest.Queries;

namespace Metrics.Api.Tests.Doors;

/// <summary>A name in other letters, or without the entity in front of it, is refused with the one that is there, at every door.</summary>
public sealed class NearNamesTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData("/metrics/Transactions", "transactions")]
    [InlineData("/metrics/TRANSACTIONS/dimensions", "transactions")]
    [InlineData("/dimensions?metrics=Transactions", "transactions")]
    [InlineData("/dimensions/Store__Country/values", "store__country")]
    [InlineData("/dimensions/country/values", "store__country")]
    [InlineData("/saved-queries/Top_Stores", "top_stores")]
    [InlineData("/saved-queries/TOP_STORES/result", "top_stores")]
    [InlineData("/saved-queries/Top_Stores/explain", "top_stores")]
    [InlineData("/query?metrics=transactions&group_by=country", "store__country")]
    [InlineData("/query?metrics=transactions&where=Store__Country = 'Norway'", "store__country")]
    [InlineData("/query?metrics=transacted_amount&where=Transactions > 1", "transactions")]
    [InlineData("/explain?group_by=store__country&where=Transactions > 1", "transactions")]
    [InlineData("/query?group_by=store&order_by=Transacted_Amont", "transacted_amount")]
    [InlineData("/lineage/Transactions", "transactions")]
    public async Task Over_REST(string path, string near)
    {
        var (response, problem) = await _api.GetAsync($"/api/v1{path}");
        Assert.False(response.IsSuccessStatusCode, problem.ToString());
        Assert.Contains(near, Candidates(problem));
    }

    [Theory]
    [InlineData("{ metric(name: \"Transactions\") { name } }", "transactions")]
    [InlineData("{ dimensions(metrics: [\"Transactions\"]) { nodes { name } } }", "transactions")]
    [InlineData(
        "{ query(input: {metrics: [{name: \"transactions\"}], where: [\"Store__Country = 'Norway'\"]}) { rows } }", "store__country")]
    [InlineData("{ query(input: {metrics: [{name: \"transacted_amount\"}], where: [\"Transactions > 1\"]}) { rows } }", "transactions")]
    [InlineData("{ data { Transactions } }", "transactions")]
    [InlineData("{ data { StoreCountry } }", "storeCountry")]
    [InlineData("{ data(where: {STORECOUNTRY: {eq: \"Norway\"}}) { transactions } }", "storeCountry")]
    [InlineData("{ data(orderBy: {field: Transactions}) { transactions } }", "transactions")]
    [InlineData("{ data(orderBy: {alias: \"Number\"}) { number: transactions } }", "number")]
    [InlineData("{ TopStores { store } }", "topStores")]
    public async Task Over_GraphQL(string query, string near)
    {
        using var response = await _api.SendAsync(query);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors")[0];
        Assert.True(
            Candidates(error.GetProperty("extensions")).Contains(near)
                || error.GetProperty("message").GetString()!.Contains($"\"{near}\"", StringComparison.Ordinal), error.ToString());
    }

    private static List<string> Candidates(JsonElement of) => of.TryGetProperty("candidates", out var candidates)
        ? [.. candidates.EnumerateArray().Select(c => c.GetString()!)] : [];
}
