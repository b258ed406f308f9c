using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Caching;
using Metrics.Answering.Catalogs;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Tests.Policies;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>A dbt project is served where it stands: its definitions read in place, its tables found where dbt builds them.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class DbtProjectTests : IAsyncLifetime
{
    private const string Definitions =
        """
        semantic_models:
          - name: orders
            model: ref('orders')
            entities: [{name: order, type: primary, expr: id}, {name: store, type: foreign}]
            measures: [{name: amount, agg: sum, create_metric: true}]
          - name: stores
            model: ref('stores')
            entities: [{name: store, type: primary, expr: id}]
            dimensions: [{name: country, type: categorical}]
        """;

    // Of a pack of the project's own, over a table that dbt builds.
    private const string Own =
        """
        semantic_model:
          name: own
          node_relation: {schema_name: analytics_marts, alias: orders_now}
          primary_entity: line
          measures: [{name: amount_too, agg: sum, expr: amount}]
        ---
        metric: {name: amount_too, type: simple, type_params: {measure: amount_too}}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-dbt-").FullName;
    private readonly string _server = PostgresServer.Shared.CreateDatabase();
    private NpgsqlDataSource _data = null!;

    public async Task InitializeAsync()
    {
        _data = NpgsqlDataSource.Create(_server);
        // A table of the model's own name stands beside the right one, with other numbers.
        await RunAsync(
            """
            create schema analytics; create schema analytics_marts; create schema other;
            create table analytics.orders as select 1 as id, 1 as store, 999 as amount;
            create table analytics_marts.orders_now as select * from (values (1, 1, 10), (2, 1, 30), (3, 2, 5)) as t (id, store, amount);
            create table analytics_marts.stores as select * from (values (1, 'ES'), (2, 'PT')) as t (id, country);
            create table analytics.stores as select 1 as id, 'XX' as country;
            create table other.orders_v2 as select 1 as id, 1 as store, 7 as amount;
            """);
        Write("dbt_project.yml",
            """
            name: shop
            model-paths: [models]
            models:
              +materialized: table
              shop:
                marts:
                  +schema: marts
            """);
        Write("models/marts/orders.sql", "select 1");
        Write("models/marts/stores.sql", "select 1");
        Write("models/marts/orders.yml", "models: [{name: orders, config: {alias: orders_now}}]\n" + Definitions);
        Settings("external: {dbt_project: ., schema: analytics}");
    }

    public async Task DisposeAsync()
    {
        await _data.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Schemas_of_folders_and_aliases_of_models_lead_to_the_tables_that_dbt_builds()
    {
        await using var catalog = await ServeAsync();
        Assert.Empty(catalog.Diagnostics);
        Assert.Equal(
            ["analytics_marts.orders_now", "analytics_marts.stores"],
            catalog.Feed.Current.Models.Values.Select(m => m.Table).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["ES | 40", "PT | 5"],
            await catalog.RowsAsync("""{"metrics": ["amount"], "group_by": ["store__country"], "order_by": ["store__country"]}"""));
    }

    [Fact]
    public async Task The_model_itself_has_the_last_word_then_its_properties_then_the_project()
    {
        Write("models/marts/orders.sql",
            """
            {# config(alias='no') #}
            {{ config(materialized='table', schema = none, alias="orders", post_hook="set schema = 'x', alias = 'y'") }}
            select 1
            """);
        await using var catalog = await ServeAsync();
        Assert.Equal("orders", catalog.Feed.Current.Models["orders"].Table);
        Assert.Equal(["999"], await catalog.RowsAsync("""{"metrics": ["amount"]}"""));
    }

    [Theory]
    [InlineData(
        "dbt_project.yml",
        "name: shop\nmodels: {shop: {marts: {+schema: marts}}}\nsemantic-models: {shop: {+meta: {metrics: {policies: "
            + "[{rows: \"store__country = 'ES'\"}]}}}}\n")]
    [InlineData(
        "models/marts/orders.sql", "{{ config(alias='orders_now', meta={'metrics': {'policies': [{'hide': ['order']}]}}) }} select 1")]
    [InlineData("models/marts/orders.sql",
        "{{ config(alias='orders_now', meta={'contact': {'team': {'name': 'x'}}, 'metrics': {'policies': [{'hide': ['order']}]}}) }} "
            + "select 1")]
    [InlineData("models/marts/orders.sql", "{% set m = {'metrics': {'policies': [{'hide': ['order']}]}} %}{{ config(meta=m) }} select 1")]
    [InlineData("models/marts/orders.sql", "{{ config(meta=dict(metrics=dict(a=f(1), policies=[1]))) }} select 1")]
    [InlineData("models/marts/orders.sql", "{{ config(meta=dict(metrics=dict(zone=var('tz'), hide=['status']))) }} select 1")]
    [InlineData("models/marts/orders.sql", "{{ config(meta={'metrics': dict(rows='a')}) }} select 1")]
    [InlineData("models/marts/orders.sql", "{{ config(meta=dict(metrics={'mask': ['status']})) }} select 1")]
    public async Task Policies_in_the_settings_of_dbt_close_what_they_may_be_about(string path, string text)
    {
        Write(path, text);
        await using var catalog = await ServeAsync();
        Assert.Contains(
            catalog.Diagnostics, d => d.Code == DiagnosticCode.PoliciesUnread && d.Message.Contains(path, StringComparison.Ordinal));
        Assert.Empty(catalog.Feed.Current.Models);
    }

    [Theory]
    [InlineData("{% set metrics = {'rows': 'count(*)', 'revenue': 'sum(amount)'} %}{{ config(alias='orders_now') }} select 1")]
    [InlineData("{{ config(alias='orders_now', meta={'rows': 3}) }} select 'mask' as metrics")]
    public async Task Words_of_policies_in_the_code_of_a_dbt_model_close_nothing(string text)
    {
        Write("models/marts/orders.sql", text);
        await using var catalog = await ServeAsync();
        Assert.DoesNotContain(catalog.Diagnostics, d => d.Code == DiagnosticCode.PoliciesUnread);
    }

    [Fact]
    public async Task Policies_in_the_settings_of_dbt_close_the_tables_that_it_builds_to_definitions_of_others_too()
    {
        Write("models/marts/orders.yml", "models: [{name: orders, config: {alias: orders_now}}]\n");
        Write("models/marts/orders.sql",
            "{{ config(alias='orders_now', meta={'metrics': {'policies': [{'hide': ['order']}]}}) }} select 1 as where_policies_is_null");
        Write("shop/semantic/own.yml", Own);
        await using var catalog = await ServeAsync();
        Assert.Contains(catalog.Diagnostics, d => d.Code == DiagnosticCode.PoliciesUnread);
        Assert.Empty(catalog.Feed.Current.Models);
        Assert.Contains("analytics_marts.orders_now", catalog.Feed.Current.ClosedTables.AsEnumerable());
    }

    [Fact]
    public async Task A_column_or_a_table_called_policies_is_no_policy()
    {
        Write("models/marts/orders.sql",
            "{{ config(alias='orders_now') }} select count(policies) from {{ ref('policies') }} where policies = 3 and 'policies' <> ''");
        await using var catalog = await ServeAsync();
        Assert.Equal(2, catalog.Feed.Current.Models.Count);
    }

    [Theory]
    [InlineData("name: shop\n\tmodels: {}\n")]
    [InlineData("")]
    public async Task A_dbt_project_that_cannot_be_read_closes_what_it_builds(string text)
    {
        Write("dbt_project.yml", text);
        Write("shop/semantic/own.yml", Own);
        await using var catalog = await ServeAsync();
        Assert.Contains(catalog.Diagnostics, d => d.Code == DiagnosticCode.PoliciesUnread);
        Assert.Empty(catalog.Feed.Current.Models);
    }

    [Fact]
    public async Task A_manifest_says_where_each_table_is_whatever_the_project_would_say()
    {
        Write("target/manifest.json",
            """
            {"metadata": {"project_name": "shop"}, "nodes": {
              "model.shop.orders": {"resource_type": "model", "name": "orders", "package_name": "shop",
                                    "database": "elsewhere", "schema": "other", "alias": "orders_v2",
                                    "relation_name": "\"elsewhere\".\"other\".\"orders_v2\"", "config": {"materialized": "table"}},
              "model.shop.stores": {"resource_type": "model", "name": "stores", "package_name": "shop",
                                    "database": "elsewhere", "schema": "analytics_marts",
                                    "alias": "stores", "config": {"materialized": "view"}}}}
            """);
        Settings("external: {manifest: target/manifest.json}");
        await using (var catalog = await ServeAsync())
        {
            Assert.Equal("other.orders_v2", catalog.Feed.Current.Models["orders"].Table);
            Assert.Equal(["ES | 7"], await catalog.RowsAsync("""{"metrics": ["amount"], "group_by": ["store__country"]}"""));
            // It was made for another database, which is worth a word.
            Assert.Equal([DiagnosticCode.Doubtful], catalog.Diagnostics.Select(d => d.Code));
        }

        // Named by the project alone, it is taken too, since nothing else says the schema.
        Settings("external: {dbt_project: .}");
        await using var usual = await ServeAsync();
        Assert.Equal(["7"], await usual.RowsAsync("""{"metrics": ["amount"]}"""));
    }

    [Fact]
    public async Task A_manifest_without_the_project_is_served_with_the_semantic_manifest_beside_it()
    {
        var apart = Directory.CreateTempSubdirectory("metrics-manifest-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(apart, "metrics.yml"), "name: apart\nexternal: {manifest: manifest.json}\n");
            await File.WriteAllTextAsync(Path.Combine(apart, "manifest.json"), """{"nodes": {}}""");
            await File.WriteAllTextAsync(Path.Combine(apart, "semantic_manifest.json"),
                """
                {"semantic_models": [{"name": "orders",
                    "node_relation": {"alias": "orders_now", "schema_name": "analytics_marts", "database": "x"},
                    "entities": [{"name": "order", "type": "primary", "expr": "id"}],
                    "dimensions": [], "measures": [{"name": "amount", "agg": "sum"}]}],
                 "metrics": [{"name": "amount", "type": "simple",
                    "type_params": {"measure": {"name": "amount"}, "input_measures": [{"name": "amount"}]}}],
                 "project_configuration": {"time_spines": []}, "saved_queries": []}
                """);
            await using var catalog = await ServeAsync(apart);
            Assert.DoesNotContain(catalog.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
            Assert.Equal(["45"], await catalog.RowsAsync("""{"metrics": ["amount"]}"""));
        }
        finally
        {
            Directory.Delete(apart, recursive: true);
        }
    }

    [Fact]
    public async Task A_version_is_found_under_the_name_that_dbt_gives_it_and_the_latest_without_one()
    {
        Write("models/marts/orders_v2.sql", "{{ config(schema='none') }} select 1");
        Write("models/marts/orders.yml",
            """
            models:
              - name: orders
                semantic_model: true
                latest_version: 2
                columns: [{name: id, entity: {type: primary, name: order}}]
                versions:
                  - {v: 1, defined_in: orders}
                  - {v: 2, columns: [{include: all}, {name: store, entity: {type: foreign, name: store}}]}
                metrics: [{name: amount, type: simple, agg: sum, expr: amount}]
            """);
        await RunAsync("create schema analytics_none; create table analytics_none.orders_v2 as select * from other.orders_v2");
        await using var catalog = await ServeAsync();
        Assert.Equal("analytics_none.orders_v2", catalog.Feed.Current.Models["orders"].Table);
        Assert.Equal(["1 | 7"], await catalog.RowsAsync("""{"metrics": ["amount"], "group_by": ["store"]}"""));
    }

    [Fact]
    public async Task Aliases_and_schemas_hold_for_a_plain_schema_too()
    {
        Write("shop/semantic/orders.yml",
            """
            models: [{name: orders, config: {alias: orders_now, schema: marts}}, {name: stores, config: {schema: marts}}]

            """ + Definitions);
        Settings("external: {schema: analytics}");
        await using var catalog = await ServeAsync();
        Assert.Empty(catalog.Diagnostics);
        Assert.Equal(
            ["ES | 40", "PT | 5"],
            await catalog.RowsAsync("""{"metrics": ["amount"], "group_by": ["store__country"], "order_by": ["store__country"]}"""));
    }

    [Fact]
    public async Task A_snapshot_is_where_its_target_schema_says()
    {
        Write("shop/semantic/orders.yml",
            """
            snapshots: [{name: orders, config: {target_schema: analytics_marts, alias: orders_now}}]
            models: [{name: stores, config: {schema: marts}}]

            """ + Definitions);
        Settings("external: {schema: analytics}");
        await using var catalog = await ServeAsync();
        Assert.Equal("analytics_marts.orders_now", catalog.Feed.Current.Models["orders"].Table);
        Assert.Equal(["45"], await catalog.RowsAsync("""{"metrics": ["amount"]}"""));
    }

    [Theory]
    [InlineData("models/marts/orders.sql", "{{ config(alias=var('a')) }} select 1", "its alias is computed by Jinja from var('a')")]
    [InlineData("models/marts/orders.sql", "{{ config(enabled=false) }} select 1", "it is not enabled in dbt")]
    [InlineData(
        "macros/names.sql", "{% macro generate_schema_name(custom, node) %}{{ ask() }}{% endmacro %}",
        "it is decided by the project's own generate_schema_name, from ask(…)")]
    [InlineData(
        "macros/names.sql", "{% macro generate_alias_name(custom, node) %}{{ ask() }}{% endmacro %}",
        "it is decided by the project's own generate_alias_name, from ask(…)")]
    public async Task What_only_dbt_could_tell_is_refused_rather_than_guessed(string file, string text, string why)
    {
        Write(file, text);
        await using var catalog = await ServeAsync();
        Assert.DoesNotContain("orders", catalog.Feed.Current.Models.Keys);
        var problem = Assert.Single(catalog.Diagnostics, d => d.Code == DiagnosticCode.Unbound
            && d.Message.Contains("ref('orders')", StringComparison.Ordinal));
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
        Assert.Contains("manifest", problem.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "{% macro generate_schema_name(custom_schema_name, node) -%}\n  {%- set default_schema = target.schema -%}\n  "
            + "{%- if custom_schema_name is none -%}\n"
            + "    {{ default_schema }}\n  {%- else -%}\n    {{ custom_schema_name | trim }}\n  {%- endif -%}\n{%- endmacro %}",
        "marts.orders_now")]
    [InlineData(
        "{% macro generate_schema_name(name, node) %}{# dbt's #}{% if name is none %}{{ target.schema }}{% else %}"
            + "{{ target.schema }}_{{ name }}{% endif %}{% endmacro %}",
        "analytics_marts.orders_now")]
    public async Task A_macro_that_everybody_copies_is_known(string macro, string table)
    {
        Write("macros/names.sql", macro);
        await RunAsync("create schema marts; create table marts.orders_now as select * from analytics_marts.orders_now; "
            + "create table marts.stores as select * from analytics_marts.stores");
        await using var catalog = await ServeAsync();
        Assert.Empty(catalog.Diagnostics);
        Assert.Equal(table, catalog.Feed.Current.Models["orders"].Table);
    }

    [Fact]
    public async Task What_one_macro_decides_for_many_tables_is_told_once_where_it_stands()
    {
        Write("macros/names.sql", "\n{% macro generate_schema_name(custom, node) %}{{ ask() }}{% endmacro %}");
        await using var catalog = await ServeAsync();
        var problem = Assert.Single(catalog.Diagnostics, d => d.Code == DiagnosticCode.Unbound);
        Assert.Equal("macros/names.sql:2:1", problem.Location.ToString());
        Assert.Contains("ref('orders'), ref('stores')", problem.Message, StringComparison.Ordinal);
        Assert.Empty(catalog.Feed.Current.Models);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_told_with_its_place_and_nothing_of_a_refresh()
    {
        await RunAsync("drop table analytics_marts.orders_now");
        await using var catalog = await ServeAsync();
        var problem = Assert.Single(catalog.Diagnostics, d => d.Code == DiagnosticCode.Unbound);
        Assert.Contains("there is no analytics_marts.orders_now", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("refresh", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(["metric 'amount'"], Assert.Single(catalog.Diagnostics, d => d.Code == DiagnosticCode.LeftOut).Affects);
    }

    [Fact]
    public async Task A_key_that_PostgreSQL_cannot_compute_is_told_once()
    {
        Write("models/marts/stores.yml",
            """
            semantic_models:
              - {name: stores_too, model: ref('stores'), entities: [{name: place, type: primary, expr: "concat(id, '-', nowhere)"}],
                 measures: [{name: stores, agg: sum, expr: 1, create_metric: true}]}
            """);
        await using var catalog = await ServeAsync();
        var problem = Assert.Single(catalog.Diagnostics, d => d.Location?.File == "models/marts/stores.yml");
        Assert.Contains("column \"nowhere\" does not exist", problem.Message, StringComparison.Ordinal);
        Assert.Equal(["2"], await catalog.RowsAsync("""{"metrics": ["stores"]}"""));
    }

    [Fact]
    public async Task A_policy_holds_at_the_real_table_by_whatever_name_a_model_reaches_it()
    {
        Write("models/marts/orders.yml",
            """
            models: [{name: orders, config: {alias: orders_now}}]
            semantic_models:
              - name: orders
                model: ref('orders')
                config: {meta: {metrics: {policies: [{rows: "order = 1"}]}}}
                entities: [{name: order, type: primary, expr: id}]
                measures: [{name: amount, agg: sum, create_metric: true}]
              - name: by_package
                model: ref('shop', 'orders')
                primary_entity: one
                measures: [{name: amount_too, agg: sum, expr: amount, create_metric: true}]
              - name: beside
                model: ref('stores')
                primary_entity: two
                measures: [{name: rows, agg: sum, expr: 1, create_metric: true}]
            """);
        Write("shop/semantic/place.yml",
            """
            semantic_model:
              name: by_place
              node_relation: {schema_name: analytics_marts, alias: orders_now}
              primary_entity: three
              measures: [{name: amount_three, agg: sum, expr: amount}]
            ---
            metric: {name: amount_three, type: simple, type_params: {measure: amount_three}}
            ---
            semantic_model:
              name: of_other_schema
              node_relation: {schema_name: analytics, alias: orders}
              primary_entity: four
              measures: [{name: amount_four, agg: sum, expr: amount}]
            ---
            metric: {name: amount_four, type: simple, type_params: {measure: amount_four}}
            """);
        await using var catalog = await ServeAsync();
        Assert.DoesNotContain(catalog.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        var rows = await catalog.RowsAsync(
            """{"metrics": ["amount", "amount_too", "amount_three", "rows", "amount_four"]}""", PolicyShop.From("ES"));
        Assert.Equal(["10 | 10 | 10 | 2 | 999"], rows);
        Assert.Equal(["45 | 45 | 45"], await catalog.RowsAsync("""{"metrics": ["amount", "amount_too", "amount_three"]}"""));
    }

    [Fact]
    public async Task A_policy_that_cannot_be_held_closes_the_real_table()
    {
        Write("models/marts/orders.yml",
            """
            models: [{name: orders, config: {alias: orders_now}}]
            semantic_models:
              - name: orders
                model: ref('orders')
                config: {meta: {metrics: {policies: [{hide: [nothing]}]}}}
                entities: [{name: order, type: primary, expr: id}]
              - name: again
                model: ref('shop', 'orders')
                primary_entity: one
                measures: [{name: amount, agg: sum, create_metric: true}]
            """);
        await using var catalog = await ServeAsync();
        Assert.Equal(["analytics_marts.orders_now"], catalog.Feed.Current.ClosedTables);
        Assert.Empty(catalog.Feed.Current.Models);
    }

    [Fact]
    public async Task A_policy_over_a_table_whose_place_is_not_known_closes_what_may_be_it_and_nothing_else()
    {
        Write("models/marts/orders.sql", "{{ config(alias=var('a')) }} select 1");
        Write("models/marts/orders.yml",
            """
            semantic_models:
              - name: orders
                model: ref('orders')
                config: {meta: {metrics: {policies: [{rows: "order = 1"}]}}}
                entities: [{name: order, type: primary, expr: id}]
              - {name: stores, model: ref('stores'), primary_entity: s, measures: [{name: rows, agg: sum, expr: 1, create_metric: true}]}
            """);
        Write("shop/semantic/place.yml",
            """
            semantic_model:
              name: by_place
              node_relation: {schema_name: analytics_marts, alias: orders_now}
              primary_entity: three
              measures: [{name: amount, agg: sum}]
            """);
        await using var catalog = await ServeAsync();
        Assert.Equal(["stores"], catalog.Feed.Current.Models.Keys.AsEnumerable());
        Assert.Contains("analytics_marts.orders_now", catalog.Feed.Current.ClosedTables.AsEnumerable());
        Assert.Equal(["2"], await catalog.RowsAsync("""{"metrics": ["rows"]}"""));
    }

    [Fact]
    public async Task An_alias_that_changes_is_followed_without_a_restart_and_a_half_written_manifest_takes_nothing_away()
    {
        Write("target/manifest.json", Manifest("orders_now", "analytics_marts"));
        Settings("external: {manifest: target/manifest.json}");
        await using var catalog = await ServeAsync();
        Assert.Equal(["45"], await catalog.RowsAsync("""{"metrics": ["amount"]}"""));
        Write("target/manifest.json", "{\"nodes\": {");
        await UntilAsync(() => catalog.Diagnostics.Any(d => d.Code == DiagnosticCode.UnreadableFile));
        Assert.Equal(["45"], await catalog.RowsAsync("""{"metrics": ["amount"]}"""));
        Write("target/manifest.json", Manifest("orders", "analytics"));
        await UntilAsync(() => catalog.Feed.Current.Models["orders"].Table == "analytics.orders");
        Assert.Equal(["999"], await catalog.RowsAsync("""{"metrics": ["amount"]}"""));
    }

    private static string Manifest(string alias, string schema) =>
        "{\"nodes\": {\"model.shop.orders\": {\"resource_type\": \"model\", \"name\": \"orders\", \"package_name\": \"shop\", "
            + $"\"schema\": \"{schema}\", \"alias\": \"{alias}\"}}, \"model.shop.stores\": {{\"resource_type\": \"model\", \"name\": "
            + $"\"stores\", "
            + "\"package_name\": \"shop\", \"schema\": \"analytics_marts\", \"alias\": \"stores\"}}}";

    private static Task UntilAsync(Func<bool> reached) =>
        Eventually.HoldsAsync(reached, () => "it did not come to that", TimeSpan.FromMinutes(2));

    private async Task RunAsync(string sql)
    {
        await using var command = _data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private void Settings(string external) => Write("metrics.yml", $"name: shop\n{external}\n");

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private async Task<Served> ServeAsync(string? folder = null)
    {
        var served = new Served(_server, _data, folder ?? _folder);
        await served.Feed.StartAsync(default);
        Assert.Null(served.Feed.Problem);
        return served;
    }

    // The folder as --dev serves it.
    private sealed class Served(string server, NpgsqlDataSource data, string folder) : IAsyncDisposable
    {
        private readonly AdmittedEngine _engine = AdmittedEngine.OverPostgres(
            new PostgresSettings { ConnectionString = server }, new Lanes(new LaneSettings(), TimeProvider.System), TimeProvider.System);

        public CatalogFeed Feed { get; } = CatalogFeed.OfFolder(server, data, folder, TimeProvider.System);

        public EquatableList<Diagnostic> Diagnostics => Feed.Current.Diagnostics;

        public async Task<string[]> RowsAsync(string json, Metrics.Domain.Access.Principal? principal = null)
        {
            var layer = new SemanticLayer(Feed.Publications, _engine, new ResultCache(1, TimeProvider.System), TimeProvider.System);
            var outcome = await layer.AnswerAsync(layer.Take(principal), SemanticBed.Read(json), [], AnswerLimits.Default, default);
            Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
            return Cells.Of(answer.Table).Select(r => string.Join(" | ", r)).ToArray();
        }

        public async ValueTask DisposeAsync()
        {
            await Feed.DisposeAsync();
            await _engine.DisposeAsync();
        }
    }
}
