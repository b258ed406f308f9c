using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Metrics.Api.Tests.Doors.GraphQL;
using Metrics.Api.Tests.Doors.Rest.Queries;

namespace Metrics.Api.Tests.Doors;

/// <summary>
/// At every door a mistyped name, or one without its entity, is refused with the nearest existing name; a name that differs only in case is
/// accepted.
/// </summary>
public sealed class NearNamesTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>, IDisposable
{
    private readonly ApiHost _api = new(storefront.Warehouse.ConnectionString);

    public void Dispose() => _api.Dispose();

    [Theory]
    [InlineData("/api/v1/query?metrics=umsatz", "/api/v1/metrics lists all ")]
    [InlineData("/api/v1/metrics/umsatz", "/api/v1/metrics lists all ")]
    [InlineData("/api/v1/query?metrics=transactions&group_by=kunden__stadt", "/api/v1/dimensions lists all ")]
    [InlineData("/api/v1/query?group_by=kunden__stadt", "/api/v1/dimensions lists all ")]
    [InlineData("/api/v1/query?metrics=transactions&where=kunden__stadt%20%3D%205", "/api/v1/dimensions lists all ")]
    [InlineData("/api/v1/dimensions/kunden__stadt/values", "/api/v1/dimensions lists all ")]
    [InlineData("/api/v1/query?metrics=transactions&group_by=kunden__active_stores", "there is a metric 'active_stores'")]
    public async Task Where_no_name_is_near_the_names_are_listed_or_where_they_are(string path, string hint)
    {
        var (_, problem) = await _api.GetAsync(path);
        Assert.StartsWith(hint, problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Empty(problem.GetProperty("candidates").EnumerateArray());
    }

    [Theory]
    [InlineData("/metrics/Transaction", "transactions")]
    [InlineData("/metrics/TRANSACTIONSS/dimensions", "transactions")]
    [InlineData("/dimensions?metrics=Transactons", "transactions")]
    [InlineData("/dimensions/country/values", "store__country")]
    [InlineData("/saved-queries/Top_Store", "top_stores")]
    [InlineData("/saved-queries/TOP_STORE/result", "top_stores")]
    [InlineData("/saved-queries/Top_Store/explain", "top_stores")]
    [InlineData("/query?metrics=transactions&group_by=country", "store__country")]
    [InlineData("/query?metrics=transactions&where=Store__Cuontry = 'Norway'", "store__country")]
    [InlineData("/query?metrics=transacted_amount&where=Transactons > 1", "transactions")]
    [InlineData("/query?group_by=store&order_by=Transacted_Amont", "transacted_amount")]
    [InlineData("/lineage/Transaction", "transactions")]
    public async Task Over_REST(string path, string near)
    {
        var (response, problem) = await _api.GetAsync($"/api/v1{path}");
        Assert.False(response.IsSuccessStatusCode, problem.ToString());
        Assert.Contains(near, Candidates(problem));
    }

    [Theory]
    [InlineData("/metrics/Transactions", "/metrics/transactions")]
    [InlineData("/metrics/TRANSACTIONS/dimensions", "/metrics/transactions/dimensions")]
    [InlineData("/dimensions?metrics=Transactions", "/dimensions?metrics=transactions")]
    [InlineData("/dimensions/Store__Country/values", "/dimensions/store__country/values")]
    [InlineData("/saved-queries/Top_Stores", "/saved-queries/top_stores")]
    [InlineData("/saved-queries/TOP_STORES/result", "/saved-queries/top_stores/result")]
    [InlineData("/saved-queries/Top_Stores/explain", "/saved-queries/top_stores/explain")]
    [InlineData("/query?metrics=Transactions&group_by=STORE__COUNTRY", "/query?metrics=transactions&group_by=store__country")]
    [InlineData(
        "/query?metrics=transactions&where=Store__Country = 'Norway'", "/query?metrics=transactions&where=store__country = 'Norway'")]
    [InlineData(
        "/query?metrics=transacted_amount&group_by=store&where=Transactions > 1",
        "/query?metrics=transacted_amount&group_by=store&where=transactions > 1")]
    [InlineData(
        "/explain?group_by=store__country&where=Transactions > 1", "/explain?group_by=store__country&where=transactions > 1")]
    [InlineData("/lineage/Transactions", "/lineage/transactions")]
    [InlineData("/lineage/Metric:Transactions", "/lineage/metric:transactions")]
    public async Task In_other_letters_a_name_means_the_only_one_that_is_there(string path, string declared)
    {
        var (response, given) = await _api.GetAsync($"/api/v1{path}");
        var (_, expected) = await _api.GetAsync($"/api/v1{declared}");
        Assert.True(response.IsSuccessStatusCode, given.ToString());
        Assert.Equal(Steady(expected), Steady(given));
    }

    [Fact]
    public async Task Two_spellings_have_one_result_in_the_cache_one_tag_and_one_page_after_the_first()
    {
        var (first, answer) = await _api.GetAsync("/api/v1/query?metrics=transactions&group_by=store&limit=2");
        var (second, _) = await _api.GetAsync("/api/v1/query?metrics=TRANSACTIONS&group_by=Store&limit=2");
        Assert.Equal("metrics; hit", Assert.Single(second.Headers.GetValues("Cache-Status")));
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        var next = answer.GetProperty("meta").GetProperty("next").GetString();
        var (page, _) = await _api.GetAsync($"/api/v1/query?metrics=Transactions&group_by=STORE&limit=2&page={next}");
        Assert.True(page.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_batch_takes_other_letters_too()
    {
        using var response = await _api.Client.PostAsJsonAsync(
            "/api/v1/query/batch",
            new
            {
                queries = (object[])
                [
                    new { saved_query = "TOP_STORES" },
                    new { metrics = (string[])["Transactions"], where = (string[])["STORE__COUNTRY = 'Norway'"] },
                ],
            });
        var batch = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.All(batch.GetProperty("results").EnumerateArray(), r => Assert.Equal(200, r.GetProperty("status").GetInt32()));
    }

    // But for when it was.
    private static string Steady(JsonElement of) =>
        Regex.Replace(of.ToString(), "\"(age_seconds|cached)\":[^,}]*", "", RegexOptions.ExplicitCapture);

    [Theory]
    [InlineData("{ metric(name: \"Transaction\") { name } }", "transactions")]
    [InlineData("{ dimensions(metrics: [\"Transaction\"]) { nodes { name } } }", "transactions")]
    [InlineData(
        "{ query(input: {metrics: [{name: \"transactions\"}], where: [\"Store__Cuontry = 'Norway'\"]}) { rows } }", "store__country")]
    [InlineData("{ query(input: {metrics: [{name: \"transacted_amount\"}], where: [\"Transactons > 1\"]}) { rows } }", "transactions")]
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

    [Theory]
    [InlineData("{ metric(name: \"NAME\") { name kind } }", "Transactions", "transactions")]
    [InlineData("{ dimensions(metrics: [\"NAME\"]) { nodes { name } } }", "Transactions", "transactions")]
    [InlineData("{ query(input: {metrics: [{name: \"NAME\"}]}) { columns { name } rows } }", "TRANSACTIONS", "transactions")]
    [InlineData(
        "{ query(input: {metrics: [{name: \"transactions\"}], where: [\"NAME = 'Norway'\"]}) { rows } }", "Store__Country",
        "store__country")]
    [InlineData("{ lineage(name: \"NAME\") { node { id } } }", "Transactions", "transactions")]
    public async Task Names_in_texts_of_GraphQL_are_taken_in_other_letters_too(string query, string written, string declared)
    {
        async Task<string> AskAsync(string name)
        {
            using var response = await _api.SendAsync(query.Replace("NAME", name, StringComparison.Ordinal));
            var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            Assert.False(body.TryGetProperty("errors", out var errors), errors.ToString());
            return body.GetProperty("data").ToString();
        }

        Assert.Equal(await AskAsync(declared), await AskAsync(written));
    }

    private static List<string> Candidates(JsonElement of) => of.TryGetProperty("candidates", out var candidates)
        ? [.. candidates.EnumerateArray().Select(c => c.GetString()!)] : [];
}
