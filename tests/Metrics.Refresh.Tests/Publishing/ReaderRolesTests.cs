using Metrics.Refresh.Tests.Runs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Refresh.Tests.Publishing;

/// <summary>What the two roles for people may read, asked as these roles.</summary>
public sealed class ReaderRolesTests : IDisposable
{
    private const string Sales = "{name: sales_region, type: primary, expr: region}";
    private const string Area = "{name: area, type: categorical, expr: region}";
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Theory]
    [InlineData("metrics_bi", "select * from gold.sales", true)]
    [InlineData("metrics_bi", "select * from silver.store_regions", false)]
    [InlineData("metrics_bi", "select * from bronze.shop__orders", false)]
    [InlineData("metrics_bi", "select * from store.sales_v1", false)]
    [InlineData("metrics_bi", "select * from ops.run", false)]
    [InlineData("metrics_bi", "delete from gold.sales", false)]
    [InlineData("metrics_analyst", "select * from gold.sales", true)]
    [InlineData("metrics_analyst", "select * from silver.store_regions", true)]
    [InlineData("metrics_analyst", "select * from bronze.shop__orders", true)]
    [InlineData("metrics_analyst", "select * from bronze.shop__orders__rejected", true)]
    [InlineData("metrics_analyst", "select * from store.sales_v1", false)]
    [InlineData("metrics_analyst", "create table gold.mine (id int)", false)]
    public async Task A_role_for_people_reads_views_of_its_layers_and_nothing_else(string role, string sql, bool may)
    {
        await _bed.SucceedAsync();
        Assert.Equal(may, await MayAsync(role, sql));
    }

    [Fact]
    public async Task Grants_stay_when_a_view_is_made_anew_and_follow_what_a_model_lists()
    {
        await _bed.SucceedAsync();
        await _bed.ExecuteAsync(
            "do $$ begin create role shop_visitor; exception when duplicate_object then end $$; grant usage on schema gold to "
            + "shop_visitor; grant select on gold.sales to shop_visitor");
        var oid = await _bed.ScalarAsync<long>("select 'gold.sales'::regclass::oid::bigint");
        _bed.Write("shop/models/gold/sales.sql",
            "/* key: region */ select coalesce(region, 'unknown') as region, 'many' as amount, max(id) as last from {{ ref('fct_orders') "
            + "}} group by 1");
        await _bed.SucceedAsync();
        Assert.NotEqual(oid, await _bed.ScalarAsync<long>("select 'gold.sales'::regclass::oid::bigint"));
        Assert.True(await MayAsync("metrics_bi", "select * from gold.sales"));
        Assert.True(await MayAsync("shop_visitor", "select * from gold.sales"));

        _bed.Write("shop/models/gold/sales.sql",
            "/*\nkey: region\ngrants: [region, amount]\n*/\nselect coalesce(region, 'unknown') as region, 'many' as amount, max(id) as "
            + "last from {{ ref('fct_orders') }} group by 1");
        await _bed.SucceedAsync();
        Assert.True(await MayAsync("metrics_bi", "select region, amount from gold.sales"));
        Assert.False(await MayAsync("metrics_bi", "select last from gold.sales"));
        Assert.False(await MayAsync("metrics_analyst", "select * from gold.sales"));
        Assert.True(await MayAsync("shop_visitor", "select * from gold.sales"));

        _bed.Write("shop/models/gold/sales.sql",
            "/*\nkey: region\ngrants: []\n*/\nselect coalesce(region, 'unknown') as region, max(id)::text as amount, max(id) as last "
            + "from {{ ref('fct_orders') }} group by 1");
        await _bed.SucceedAsync();
        Assert.False(await MayAsync("metrics_bi", "select region from gold.sales"));

        _bed.Write("shop/models/gold/sales.sql",
            "/* key: region */ select coalesce(region, 'unknown') as region from {{ ref('fct_orders') }} group by 1");
        await _bed.SucceedAsync();
        Assert.True(await MayAsync("metrics_bi", "select * from gold.sales"));
    }

    [Fact]
    public async Task Secret_columns_are_not_granted_wherever_they_go_by_their_name()
    {
        var sources = Path.Combine(_bed.Project.Path, "shop/sources.yml");
        await File.WriteAllTextAsync(
            sources, (await File.ReadAllTextAsync(sources))
            .Replace("{name: name, type: text}]", "{name: name, type: text, secret: true}]"));
        _bed.Write("shop/models/gold/dim_stores.sql", "/**/ select id, name from {{ source('shop', 'stores') }}");
        await _bed.SucceedAsync();
        Assert.True(await MayAsync("metrics_bi", "select id from gold.dim_stores"));
        Assert.False(await MayAsync("metrics_bi", "select name from gold.dim_stores"));
        Assert.False(await MayAsync("metrics_analyst", "select name from bronze.shop__stores"));
        Assert.True(await MayAsync("metrics_analyst", "select id, region from silver.store_regions"));
    }

    [Theory]
    [InlineData("policies: [{unless: {role: admin}, rows: \"{{ Dimension('sales_region__area') }} in {{ principal.areas }}\"}]")]
    [InlineData("policies: [{mask: [sales_region__area]}]")]
    [InlineData("policies: [{rwos: nonsense}]")]
    [InlineData("policies: []")]
    [InlineData("policies: , time_zone: UTC")]
    [InlineData("policies: [{hide: [sales_region]}], policies: [{mask: [sales_region__area]}]")]
    public async Task A_table_with_a_policy_is_granted_to_nobody_until_its_safe_columns_are_listed(string policies)
    {
        await _bed.SucceedAsync();
        Assert.True(await MayAsync("metrics_bi", "select * from gold.sales"));
        _bed.Write("shop/semantic/sales.yml", $"""
            semantic_models:
              - name: sales
                model: ref('sales')
                config: {Meta(policies)}
                entities: [{Sales}]
                dimensions: [{Area}]
            """);
        await _bed.RunAsync();
        Assert.False(await MayAsync("metrics_bi", "select region from gold.sales"));
        Assert.False(await MayAsync("metrics_analyst", "select region from gold.sales"));

        _bed.Write("shop/models/gold/sales.sql",
            "/*\nkey: region\ngrants: [amount]\n*/\nselect coalesce(region, 'unknown') as region, sum(amount)::numeric(14,2) as amount "
            + "from {{ ref('fct_orders') }} group by 1");
        await _bed.RunAsync();
        Assert.True(await MayAsync("metrics_bi", "select amount from gold.sales"));
        Assert.False(await MayAsync("metrics_bi", "select region from gold.sales"));
    }

    [Fact]
    public async Task A_role_that_is_no_longer_known_as_ours_keeps_nothing_of_a_table_with_a_policy()
    {
        using var server = PostgresServer.Start();
        using var bed = ShopProject.Write(new RefreshBed(server));
        await bed.SucceedAsync();
        var role = RoleOf(bed, "metrics_bi");
        Assert.True(await bed.ScalarAsync<bool>($"select has_table_privilege('{role}', 'gold.sales', 'select')"));
        await bed.ExecuteAsync($"comment on role {role} is 'BI team'");
        bed.Write("shop/semantic/sales.yml", $"""
            semantic_models:
              - name: sales
                model: ref('sales')
                config: {Meta("policies: [{mask: [sales_region__area]}]")}
                entities: [{Sales}]
                dimensions: [{Area}]
            """);

        await bed.RunAsync();

        Assert.False(await bed.ScalarAsync<bool>($"select has_any_column_privilege('{role}', 'gold.sales', 'select')"));
        // What everybody may see is nobody's business.
        Assert.True(await bed.ScalarAsync<bool>($"select has_table_privilege('{role}', 'gold.fct_orders', 'select')"));
    }

    [Fact]
    public async Task Rejected_lines_of_a_table_with_a_policy_are_granted_to_nobody_either()
    {
        await _bed.SucceedAsync();
        Assert.True(await MayAsync("metrics_analyst", "select * from bronze.shop__orders__rejected"));
        _bed.Write("shop/semantic/orders.yml", $"""
            semantic_models:
              - name: orders
                model: ref('shop__orders')
                config: {Meta("policies: [{mask: [order__status]}]")}
                entities: [{"{name: order, type: primary, expr: id}"}]
                dimensions: [{"{name: status, type: categorical, expr: id}"}]
            """);
        await _bed.RunAsync();
        Assert.False(await MayAsync("metrics_analyst", "select * from bronze.shop__orders__rejected"));
        Assert.False(await MayAsync("metrics_analyst", "select * from bronze.shop__orders"));
    }

    [Fact]
    public async Task A_run_warns_of_views_that_show_what_policies_hide_once_somebody_reads_them()
    {
        // A server of its own: whoever has a role has it in every database.
        using var server = PostgresServer.Start();
        using var bed = ShopProject.Write(new RefreshBed(server));
        bed.Write("shop/semantic/sales.yml", $"""
            semantic_models:
              - name: sales
                model: ref('sales')
                config: {Meta("policies: [{unless: {role: boss}, mask: [sales_region__area]}]")}
                entities: [{Sales}]
                dimensions: [{Area}]
            """);
        Assert.DoesNotContain((await bed.SucceedAsync()).Warnings, w => w.Contains("R142", StringComparison.Ordinal));
        await bed.ExecuteAsync($"create role tool login in role {RoleOf(bed, "metrics_bi")}");
        var warning = Assert.Single((await bed.SucceedAsync()).Warnings, w => w.Contains("R142", StringComparison.Ordinal));
        Assert.Contains($"{RoleOf(bed, "metrics_bi")} reads gold.fct_orders", warning, StringComparison.Ordinal);
        Assert.DoesNotContain("bronze", warning, StringComparison.Ordinal);
        await bed.ExecuteAsync($"create role person login in role {RoleOf(bed, "metrics_analyst")}");
        warning = Assert.Single((await bed.SucceedAsync()).Warnings, w => w.Contains("R142", StringComparison.Ordinal));
        Assert.Contains($"{RoleOf(bed, "metrics_analyst")} reads bronze.shop__orders", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grant_that_names_no_column_is_refused()
    {
        _bed.Write("shop/models/gold/sales.sql", "/* grants: [regoin] */ select 1 as region");
        var report = await _bed.RunAsync();
        Assert.Contains("'sales' has no column 'regoin' (did you mean 'region'?)", report.Outcomes.Single(o => o.Node.Name == "sales")
            .Detail, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();

    private static string Meta(string policies) => "{meta: {metrics: {" + policies + "}}}";

    // The roles of database metrics stand for those of the test's database, which are named after it.
    private static string RoleOf(RefreshBed bed, string role) =>
        role.Replace("metrics", new NpgsqlConnectionStringBuilder(bed.ConnectionString).Database!, StringComparison.Ordinal);

    [Theory]
    [InlineData("shop/semantic/held.yml", "semantic_models: [{name: held, model: ref('bills'), primary_entity: held, "
        + "dimensions: [{name: area, type: categorical, expr: region}], config: {meta: {metrics: {policies: [{hide: [held__area]}]}}}}]")]
    [InlineData("crm/semantic/held.yml", "semantic_models: [{name: held, model: ref('sale'), primary_entity: held, "
        + "dimensions: [{name: area, type: categorical, expr: region}], config: {meta: {metrics: {policies: [{hide: [held__area]}]}}}}]")]
    [InlineData("crm/semantic/held.yml", "semantic_models: [{name: held, model: sales, primary_entity: held, "
        + "config: {meta: {metrics: {policies: [{hide: [held__area]}]}}}}]")]
    [InlineData("shop/policies.yml", "policies: [{table: sales, mask: [region]}]")]
    public async Task No_role_reads_a_table_that_misplaced_policies_may_be_meant_for(string path, string text)
    {
        await _bed.SucceedAsync();
        Assert.True(await MayAsync("metrics_bi", "select * from gold.sales"));
        _bed.Write(path, text);
        await _bed.RunAsync();
        Assert.False(await MayAsync("metrics_bi", "select * from gold.sales"));
        Assert.False(await MayAsync("metrics_analyst", "select * from gold.sales"));
        File.Delete(Path.Combine(_bed.Project.Path, path));
        await _bed.SucceedAsync();
        Assert.True(await MayAsync("metrics_bi", "select * from gold.sales"));
    }

    private async Task<bool> MayAsync(string role, string sql)
    {
        await using var data = NpgsqlDataSource.Create($"{_bed.ConnectionString};Pooling=false");
        await using var connection = await data.OpenConnectionAsync();
        await using (var become = new NpgsqlCommand($"set role {RoleOf(_bed, role)}", connection))
            await become.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }
}
