using System.Net;
using System.Text.Json;
using Metrics.Api.Tests.Doors.GraphQL;
using Metrics.Api.Tests.Doors.Rest.Queries;
using Metrics.Api.Tests.Storefront;
using Metrics.Api.Tests.Warehouses;

namespace Metrics.Api.Tests.Doors.Rest.Lineage;

public sealed class LineageTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    [Fact]
    public async Task What_is_left_out_is_told_with_its_cause_as_elsewhere_and_whichever_way_it_is_written()
    {
        using var warehouse = new RefreshedWarehouse();
        warehouse.Write("shop/semantic/orders.yml",
            """
            semantic_models:
              - {name: orders, model: ref('order_totals'), primary_entity: order, measures: [{name: amount, agg: sum, create_metric: true}]}
            metrics:
              - {name: of_c, type: simple, type_params: {measure: nothing}}
              - {name: of_d, type: derived, type_params: {expr: of_c / 2, metrics: [of_c]}}
            saved_queries:
              - {name: has_fallen, query_params: {metrics: [amount, of_c]}}
            """);
        warehouse.Write("shop/semantic/torn.yml", "metrics:\n  - {name: of_torn, type: simple, type_params: {measure: amount}}\n  - {");
        Assert.Equal(3, warehouse.Refresh());
        using var api = new ApiHost(warehouse.ApiConnectionString);
        await api.GetAsync("/api/v1/lineage/amount");
        foreach (var name in (string[])["of_c", "OF_D", "metric:of_d", "has_fallen", "saved_query:Has_Fallen"])
        {
            var problem = await api.RefusedAsync($"/api/v1/lineage/{name}", HttpStatusCode.NotFound, "Q102");
            Assert.Contains(
                $"'{name.Split(':')[^1].ToLowerInvariant()}' is left out of the catalog, since", problem.GetProperty("detail").GetString(),
                StringComparison.Ordinal);
            Assert.Contains("(C111): ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.Equal(
                problem.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString()),
                (await api.ErrorsAsync($"{{ lineage(name: \"{name}\") {{ node {{ id }} }} }}")).Select(e => e.Code));
        }

        Assert.StartsWith(
            "nothing is called 'of_torn'; shop/semantic/torn.yml, which declares it, has an error: C100",
            (await api.RefusedAsync("/api/v1/lineage/of_torn", HttpStatusCode.NotFound, "Q102")).GetProperty("detail").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_leads_to_gold_silver_bronze_and_its_source()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var lineage = await LineageAsync(api, "transacted_amount");
        Assert.Equal("metric", lineage.GetProperty("node").GetProperty("kind").GetString());
        var upstream = Ids(lineage, "upstream");
        Assert.Equal(
            [
                "source:storefront.devices", "source:storefront.stores", "source:storefront.transactions",
            ],
            upstream.Where(i => i.StartsWith("source:", StringComparison.Ordinal)));
        foreach (var table in (string[])["fct_transactions", "storefront__transactions", "dim_device", "storefront__devices"])
            Assert.Contains($"table:{table}", upstream);
        Assert.Contains(("table:fct_transactions", "metric:transacted_amount"), Edges(lineage));
        // A model that is inlined has no table; what it reads is read by whatever it is inlined in.
        Assert.Contains(("table:storefront__transactions", "table:fct_transactions"), Edges(lineage));
        Assert.Contains(("table:dim_device", "table:fct_transactions"), Edges(lineage));
        Assert.Contains(("table:store_devices", "table:dim_device"), Edges(lineage));
        Assert.Contains(("table:storefront__devices", "table:store_devices"), Edges(lineage));
        Assert.Contains(("source:storefront.transactions", "table:storefront__transactions"), Edges(lineage));
        // What a table reads through another is no edge of its own.
        Assert.DoesNotContain(("table:storefront__devices", "table:fct_transactions"), Edges(lineage));
        Assert.Contains("saved_query:top_stores", Ids(lineage, "downstream"));
        var table0 = lineage.GetProperty("upstream").EnumerateArray().Single(n => n.GetProperty("name").GetString() == "fct_transactions");
        Assert.Equal(("gold", "storefront", 1L),
            (table0.GetProperty("layer").GetString(), table0.GetProperty("pack").GetString(), table0.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task A_source_leads_back_to_every_metric_and_saved_query_made_of_it()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var lineage = await LineageAsync(api, "storefront.transactions");
        Assert.Equal(("source", "csv"),
            (lineage.GetProperty("node").GetProperty("kind").GetString(), lineage.GetProperty("node").GetProperty("connector")
            .GetString()));
        Assert.Empty(Ids(lineage, "upstream"));
        var downstream = Ids(lineage, "downstream");
        foreach (var id in (string[])["table:fct_transactions", "metric:transacted_amount", "saved_query:top_stores"])
            Assert.Contains(id, downstream);
        Assert.DoesNotContain("table:storefront__stores", downstream);
    }

    [Fact]
    public async Task A_saved_query_of_times_alone_reads_the_time_spine()
    {
        using var warehouse = new StorefrontWarehouse().Sample(50, 3)
            .Write("storefront/semantic/days.yml", """
                saved_queries:
                  - {name: days, query_params: {group_by: ["TimeDimension('metric_time', 'day')"]}}
                """)
            .Refresh();
        using var api = new ApiHost(warehouse.ConnectionString);
        Assert.Contains(("table:time_spine_day", "saved_query:days"), Edges(await LineageAsync(api, "days")));
    }

    [Fact]
    public async Task What_nothing_is_called_is_not_found_with_the_nearest_name()
    {
        using var api = new ApiHost(storefront.Warehouse.ConnectionString);
        var problem = await api.RefusedAsync("/api/v1/lineage/fct_transaction", HttpStatusCode.NotFound, "Q102");
        Assert.Equal("fct_transactions", problem.GetProperty("candidates")[0].GetString());
    }

    private static async Task<JsonElement> LineageAsync(ApiHost api, string name)
    {
        var (response, body) = await api.GetAsync($"/api/v1/lineage/{name}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return body;
    }

    private static List<string> Ids(JsonElement lineage, string side) =>
        lineage.GetProperty(side).EnumerateArray().Select(n => n.GetProperty("id").GetString()!).ToList();

    private static List<(string?, string?)> Edges(JsonElement lineage) =>
        lineage.GetProperty("edges").EnumerateArray().Select(e => (e.GetProperty("from").GetString(), e.GetProperty("to").GetString()))
            .ToList();
}
