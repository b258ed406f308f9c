using System.Text.Json;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>The schema follows the catalog, and names that GraphQL cannot tell apart are left out of it.</summary>
public sealed class SchemaChangeTests
{
    private const string More = """
        metrics:
          - {name: store_country, label: Two names, type: simple, type_params: {measure: store_count}}
          - {name: distinct_stores, label: Brand new, type: simple, type_params: {measure: store_count}}
          - {name: old_stores, type: simple, type_params: {measure: store_count},
        """ + """
         config: {meta: {metrics: {deprecated: use distinct_stores}}}}
        saved_queries:
          - {name: runs, query_params: {metrics: [distinct_stores]}}
          - {name: brand_new, query_params: {metrics: [distinct_stores], group_by: ["Dimension('store__country')"]}}
        """;

    [Fact]
    public async Task A_published_catalog_changes_the_schema_and_what_collides_is_not_shown_but_can_still_be_asked()
    {
        using var warehouse = new StorefrontWarehouse().Sample(100, 5).Refresh();
        using var api = new ApiHost(warehouse.ConnectionString);
        Assert.Equal([("Q106", "")], await api.ErrorsAsync("{ data { distinctStores } }"));
        var country = await api.DataAsync("{ data { storeCountry transactions } }");
        Assert.NotEqual(0, country.GetProperty("data").GetArrayLength());

        await File.WriteAllTextAsync(Path.Combine(warehouse.ProjectFolder, "storefront", "semantic", "more.yml"), More);
        warehouse.Refresh();
        await Eventually.IsAsync(
            () => api.AskAsync("{ data { distinctStores } }"), a => !a.TryGetProperty("errors", out _), a => a.GetRawText());
        var rows = await api.DataAsync("{ data { distinctStores } brandNew { storeCountry: __typename distinctStores } }");
        Assert.Equal(1, rows.GetProperty("data").GetArrayLength());
        // The metric store_country and the dimension store__country are one name here; the saved query runs is a list of its own.
        Assert.Equal([("Q106", "")], await api.ErrorsAsync("{ data { storeCountry transactions } }"));
        var both = await api.DataAsync(
            "{ query(input: {metrics: [{name: \"store_country\"}], groupBy: [{name: \"store__country\"}]}) { rowCount } runs(first: 1) "
            + "{ nodes { status } } }");
        Assert.True(both.GetProperty("query").GetProperty("rowCount").GetInt32() > 0);
        var old = await api.DataAsync(
            "{ metric(name: \"old_stores\") { deprecated } __type(name: \"DataRow\") { now: fields { name } "
            + "all: fields(includeDeprecated: true) { name deprecationReason } } }");
        Assert.Equal("use distinct_stores", old.GetProperty("metric").GetProperty("deprecated").GetString());
        Assert.DoesNotContain("oldStores", old.GetProperty("__type").GetProperty("now").ToString(), StringComparison.Ordinal);
        Assert.Equal("use distinct_stores", old.GetProperty("__type").GetProperty("all").EnumerateArray()
            .Single(f => f.GetProperty("name").GetString() == "oldStores").GetProperty("deprecationReason").GetString());
        var (_, told) = await api.GetAsync("/api/v1/diagnostics");
        Assert.Contains("C142", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Descriptions_and_units_come_from_the_catalog()
    {
        using var warehouse = new StorefrontWarehouse().Sample(100, 6).Refresh();
        using var api = new ApiHost(warehouse.ConnectionString);
        var fields = (await api.DataAsync("{ __type(name: \"DataRow\") { fields { name description type { name } } } }"))
            .GetProperty("__type").GetProperty("fields");
        var amount = fields.EnumerateArray().Single(f => f.GetProperty("name").GetString() == "transactedAmount");
        Assert.Equal(
            "Transacted amount. Sum of the amounts of accepted transactions. In EUR. Shown as currency.",
            amount.GetProperty("description").GetString());
        Assert.Equal("Decimal", amount.GetProperty("type").GetProperty("name").GetString());
    }
}
