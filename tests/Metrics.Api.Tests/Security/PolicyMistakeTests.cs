using System.Net;
using System.Text.Json;
using Metrics.Api.Tests.Warehouses;
using Metrics.Testing;

namespace Metrics.Api.Tests.Security;

/// <summary>A policy with a mistake closes everything that it may be about. Why is shown only to callers who may know.</summary>
public sealed class PolicyMistakeTests
{
    private const string Orders = "shop/semantic/orders.yml";

    private const string Sound =
        """
        semantic_models:
          - name: orders
            model: ref('order_totals')
            primary_entity: order
            dimensions: [{name: size, type: categorical, expr: id}]
            measures: [{name: amount, agg: sum, create_metric: true}, {name: orders, agg: count, expr: id, create_metric: true}]
        saved_queries:
          - {name: total, query_params: {metrics: [amount]}}
        """;

    [Theory]
    [InlineData("hide: [order__sise]", "C111")]
    [InlineData("rows: \"order__sise = {{ principal.sizes }}\"", "C111")]
    [InlineData("hide: []", "C170")]
    public async Task What_is_published_tells_the_cause_once_and_only_to_whoever_may_know(string policy, string code)
    {
        using var warehouse = new RefreshedWarehouse();
        warehouse.Write(Orders, Sound);
        Assert.Equal(0, warehouse.Refresh());
        warehouse.Write(Orders, Sound.Replace(
            "    primary_entity: order\n", $"    primary_entity: order\n    config: {{meta: {{metrics: {{policies: [{{{policy}}}]}}}}}}\n",
            StringComparison.Ordinal));
        Assert.Equal(3, warehouse.Refresh());
        Assert.Contains(
            $"{Orders} has errors; its last published text stays, but tables that its newer policies may apply to are closed",
            warehouse.LastOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("in force\n", warehouse.LastOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("kept as they were published", warehouse.LastOutput, StringComparison.Ordinal);
        var admin = warehouse.Key("query,catalog,admin");
        using var api = new ApiHost(warehouse.ApiConnectionString);
        void AsAdmin(HttpRequestMessage request) => request.Headers.Add("X-Api-Key", admin);
        var told = await Eventually.IsAsync(
            () => api.GetAsync("/api/v1/diagnostics", AsAdmin), a => a.Response.StatusCode == HttpStatusCode.OK, a => $"{a.Body}");

        var items = told.Body.GetProperty("items").EnumerateArray().ToList();
        Assert.DoesNotContain(items, i => i.GetProperty("code").GetString() == "C150");
        var closed = Assert.Single(items, i => i.GetProperty("code").GetString() == "C154");
        Assert.Contains(
            $"closed to all callers, since {Orders} mentions policies", closed.GetProperty("message").GetString(),
            StringComparison.Ordinal);
        var cause = Assert.Single(items, i => i.GetProperty("code").GetString() == code);
        Assert.EndsWith(
            "until then the tables its policies may apply to are closed", cause.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal(5, cause.GetProperty("location").GetProperty("line").GetInt32());
        Assert.Contains(items, i => i.GetProperty("code").GetString() == "C141");

        // One error, with the cause's code and the way out.
        foreach (var path in (string[])["/api/v1/query?metrics=amount", "/api/v1/metrics/amount", "/api/v1/saved-queries/total/result"])
        {
            var problem = (await api.GetAsync(path, AsAdmin)).Body;
            Assert.Single(problem.GetProperty("errors").EnumerateArray());
            Assert.Contains("since it uses something that is left out (C154)", problem.GetProperty("detail").GetString(),
                StringComparison.Ordinal);
            Assert.EndsWith(
                "/api/v1/diagnostics list everything that is wrong with the definitions", problem.GetProperty("hint").GetString(),
                StringComparison.Ordinal);

            // Whoever may not know reads the same of this name as of any other, and whom to ask.
            var (_, kept) = await api.GetAsync(path);
            Assert.Single(kept.GetProperty("errors").EnumerateArray());
            Assert.Equal(
                "some definitions are left out because of errors: validate lists them, "
                    + "as does /api/v1/diagnostics for a key with scope admin",
                kept.GetProperty("hint").GetString());
            var other = (await api.GetAsync(path.Replace("amount", "nothing", StringComparison.Ordinal).Replace(
                "total", "nothing", StringComparison.Ordinal))).Body;
            Assert.Equal(
                kept.ToString().Replace("amount", "nothing", StringComparison.Ordinal)
                    .Replace("total", "nothing", StringComparison.Ordinal),
                other.ToString());
        }

        var withheld = (await api.GetAsync("/api/v1/diagnostics")).Body;
        Assert.True(withheld.GetProperty("withheld").GetBoolean());
        Assert.DoesNotContain("sise", withheld.ToString(), StringComparison.Ordinal);
        Assert.Empty(withheld.GetProperty("items").EnumerateArray());

        // Mended, all of it is gone.
        warehouse.Write(Orders, Sound);
        Assert.Equal(0, warehouse.Refresh());
        await Eventually.IsAsync(
            () => api.GetAsync("/api/v1/query?metrics=amount"), a => a.Response.StatusCode == HttpStatusCode.OK, a => $"{a.Body}");
        Assert.Empty((await api.GetAsync("/api/v1/diagnostics", AsAdmin)).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public void Callers_without_a_key_who_see_no_row_are_told_of_once_by_validate_and_by_the_run_that_makes_it_so()
    {
        const string Said = "warning C172: if callers without a key are allowed, they see no row of semantic model 'orders': "
            + "a policy over 'order_totals' "
            + "compares with principal.sizes, and they have neither role nor attribute";
        using var warehouse = new RefreshedWarehouse();
        warehouse.Write(Orders, Sound.Replace(
            "    primary_entity: order\n",
            "    primary_entity: order\n    config: {meta: {metrics: {policies: [{rows: \"order__size in {{ principal.sizes }}\"}]}}}\n",
            StringComparison.Ordinal));
        Assert.Equal(0, warehouse.Command("validate"));
        Assert.Single(warehouse.LastOutput.Split('\n'), l => l.Contains(Said, StringComparison.Ordinal));
        Assert.Equal(0, warehouse.Refresh());
        Assert.Single(warehouse.LastOutput.Split('\n'), l => l.Contains(Said, StringComparison.Ordinal));
        Assert.Equal(0, warehouse.Refresh());
        Assert.DoesNotContain("C172", warehouse.LastOutput, StringComparison.Ordinal);
        Assert.Equal(0, warehouse.Command("policies", "explain"));
        Assert.StartsWith(
            "A caller with neither role nor attribute, as callers without a key are:", warehouse.LastOutput, StringComparison.Ordinal);
        Assert.Contains("none: no value for sizes", warehouse.LastOutput, StringComparison.Ordinal);

        // A condition that asks for nothing of whoever asks is the same for all.
        warehouse.Write(Orders, Sound.Replace(
            "    primary_entity: order\n",
            "    primary_entity: order\n    config: {meta: {metrics: {policies: [{unless: {role: boss}, rows: \"order__size > 1\"}]}}}\n",
            StringComparison.Ordinal));
        Assert.Equal(0, warehouse.Command("validate"));
        Assert.DoesNotContain("C172", warehouse.LastOutput, StringComparison.Ordinal);
    }
}
