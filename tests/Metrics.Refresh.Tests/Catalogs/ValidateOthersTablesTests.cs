using System.Text.Json;

namespace Metrics.Refresh.Tests.Catalogs;

/// <summary><c>validate</c> of projects whose tables others build: looked at where the database is known, else said not to be.</summary>
public sealed class ValidateOthersTablesTests : IDisposable
{
    private const string Orders =
        "semantic_models:\n  - {name: orders, model: ref('orders'), entities: [{name: order, type: primary, expr: id}], "
            + "measures: [{name: amount, agg: sum, create_metric: true}]}\n";

    private readonly RefreshBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Without_a_database_it_says_what_was_not_checked_and_is_valid()
    {
        _bed.Write("metrics.yml", "name: shop\nexternal: {schema: analytics}\n").Write("shop/semantic/orders.yml", Orders);
        _bed.Project.Environment["ConnectionStrings__Warehouse"] = "";
        var (exitCode, output) = await ValidateAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains(
            "Not checked, since no database is given (ConnectionStrings__Warehouse): whether these exist and fit: analytics.orders",
            output, StringComparison.Ordinal);
        Assert.Contains("1 semantic files, 1 tables that others build (not checked).", output, StringComparison.Ordinal);
        (exitCode, output) = await ValidateAsync("--format", "json");
        Assert.Equal(0, exitCode);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["analytics.orders"], json.RootElement.GetProperty("not_checked").EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public async Task With_a_database_it_looks_at_the_tables()
    {
        _bed.Write("metrics.yml", "name: shop\nexternal: {schema: analytics}\n").Write("shop/semantic/orders.yml", Orders);
        var (exitCode, output) = await ValidateAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains("error C150: semantic model 'orders': no table 'orders' is published, and there is no analytics.orders", output,
            StringComparison.Ordinal);

        await _bed.ExecuteAsync("create schema analytics; create table analytics.orders (id int, amount text)");
        (exitCode, output) = await ValidateAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains("measure 'amount' of semantic model 'orders' is text", output, StringComparison.Ordinal);

        await _bed.ExecuteAsync("alter table analytics.orders alter amount type int using 1");
        (exitCode, output) = await ValidateAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("1 tables that others build (checked).", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_no_mistake_of_the_project()
    {
        _bed.Write("metrics.yml", "name: shop\nexternal: {schema: analytics}\n").Write("shop/semantic/orders.yml", Orders);
        _bed.Project.Environment["ConnectionStrings__Warehouse"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=2";
        var (exitCode, output) = await ValidateAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("Not checked, since the database cannot be read", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dbt_repository_is_told_what_to_write_and_is_read_in_place_then()
    {
        // As dbt has them, with names that a pack of ours has too.
        _bed.Write("dbt_project.yml", "name: jaffles\nmodels: {jaffles: {+schema: marts}}\n")
            .Write("models/sources.yml", "sources: [{name: raw, schema: raw, tables: [{name: orders, identifier: x}]}]\n")
            .Write("models/orders.sql", "{{ config(alias='orders_now') }} select * from {{ source('raw', 'orders') }}")
            .Write("models/orders.yml", "version: 2\nmodels: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]\n" + Orders)
            .Write("seeds/seeds.yml", "seeds: [{name: regions, config: {column_types: {a: int}}}]\n")
            .Write("metrics.yml", "name: shop\n");
        var (exitCode, output) = await ValidateAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("this folder is a dbt project, and none of its definitions are read", output, StringComparison.Ordinal);
        Assert.Contains("external: {dbt_project: .}", output, StringComparison.Ordinal);

        // One folder below it is none the less one; and every command says so.
        _bed.Write("warehouse/dbt_project.yml", "name: w\n").Write("warehouse/models/a.sql", "select 1");
        Assert.Contains(
            _bed.Project.Load().Diagnostics,
            d => d.Message == "the folder 'warehouse' is a dbt project, and none of its definitions are read");
        Directory.Delete(Path.Combine(_bed.Project.Path, "warehouse"), recursive: true);

        _bed.Write("metrics.yml", "name: shop\nexternal: {dbt_project: .}\n");
        (exitCode, output) = await ValidateAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains("C103: external: the schema that dbt builds into is not set", output, StringComparison.Ordinal);

        _bed.Write("metrics.yml", "name: shop\nexternal: {dbt_project: ., schema: analytics}\n");
        await _bed.ExecuteAsync("create schema analytics_marts; create table analytics_marts.orders_now (id int, amount int)");
        (exitCode, output) = await ValidateAsync();
        Assert.Equal((0, "Project 'shop' is valid: 0 tables, 0 data tests, 3 semantic files, 1 tables that others build (checked).\n"),
            (exitCode, output));
    }

    [Fact]
    public async Task Tables_of_the_projects_own_next_run_are_not_missing()
    {
        Runs.ShopProject.Write(_bed).Write("metrics.yml", "name: shop\nvars: {paid: paid}\nexternal: {schema: analytics}\n")
            .Write("shop/semantic/orders.yml", Orders.Replace("ref('orders')", "ref('fct_orders')", StringComparison.Ordinal));
        Assert.Equal(0, (await ValidateAsync()).ExitCode);
        _bed.Write("shop/semantic/orders.yml", Orders);
        Assert.Equal(2, (await ValidateAsync()).ExitCode);
    }

    private async Task<(int ExitCode, string Output)> ValidateAsync(params string[] arguments)
    {
        using var process = RefreshCommand.Start(_bed, ["validate", .. arguments]);
        return await process.EndAsync();
    }
}
