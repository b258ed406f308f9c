using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>Where dbt builds a table is worked out from the project's own macros and variables, or refused, never guessed.</summary>
public sealed class DbtNamingTests : IDisposable
{
    // Seeds in a schema of their own; custom schemas only in production.
    private const string ByTarget =
        """
        {% macro generate_schema_name(custom_schema_name, node) %}
            {% set usual = target.schema %}
            {# seeds are shared #}
            {% if node.resource_type == 'seed' %}
                {{ custom_schema_name | trim }}
            {% elif custom_schema_name is none %}
                {{ usual }}
            {% elif target.name == 'prod' %}
                {{ usual }}_{{ custom_schema_name | trim }}
            {% else %}
                {{ usual }}
            {% endif %}
        {% endmacro %}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-dbt-").FullName;

    public DbtNamingTests()
    {
        Write("dbt_project.yml",
            """
            name: shop
            vars: {place: sales, flag: true, shop: {place: trade}}
            models: {shop: {marts: {+schema: marts}, ops: {+schema: ops}}}
            seeds: {+schema: raw}
            """);
        Write("seeds/regions.csv", "id\n1\n");
        foreach (var (path, name) in new[] { ("marts/orders", "orders"), ("stores", "stores"), ("ops/jobs", "jobs"), ("", "regions") })
        {
            if (path.Length > 0)
                Write($"models/{path}.sql", "select 1");
            Write($"models/{name}.yml",
                $"semantic_models: [{{name: {name}, model: ref('{name}'), primary_entity: {name}_row, measures: "
                    + $"[{{name: {name}_n, agg: sum, expr: 1}}]}}]");
        }

        Settings();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("prod", "analytics_marts.orders", "analytics_ops.jobs")]
    [InlineData("dev", "orders", "jobs")]
    public void A_macro_that_asks_for_the_target_is_worked_out_once_the_settings_name_it(string target, string orders, string jobs)
    {
        Write("macros/names.sql", ByTarget);
        Settings($", target: {target}");
        Assert.Equal(new[] { jobs, orders, "raw.regions", "stores" }.Order(StringComparer.Ordinal), Tables());
    }

    [Fact]
    public void Without_the_target_only_what_depends_on_it_is_refused_with_the_word_that_is_missing()
    {
        Write("macros/names.sql", ByTarget);
        Assert.Equal(["raw.regions", "stores"], Tables());
        var problem = Assert.Single(Load().Diagnostics, d => d.Code == DiagnosticCode.Unbound);
        Assert.Equal(
            "it is not known where dbt builds ref('jobs'), ref('orders'): "
                + "it is decided by the project's own generate_schema_name, from target.name",
            problem.Message);
        Assert.Contains("target: NAME", problem.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain(Load().Diagnostics, d => d.Code == DiagnosticCode.Doubtful);
    }

    [Theory]
    [InlineData(
        "{% if c is none %}{{ target.schema }}{% elif c in ['ops', 'raw'] %}{{ c }}{% else %}"
            + "{{ target.schema ~ '_' ~ c | trim }}{% endif %}",
        "ops.jobs analytics_marts.orders raw.regions stores")]
    [InlineData("{{ generate_schema_name_for_env(c, node) }}", "jobs orders regions stores")]
    [InlineData(
        "{%- if target.type == 'snowflake' and target.name == 'prod' -%}{{ c }}"
            + "{%- else -%}{{ default__generate_schema_name(c, node) }}{%- endif -%}",
        "analytics_ops.jobs analytics_marts.orders analytics_raw.regions stores")]
    [InlineData(
        "{% set map = {'marts': 'gold_' ~ target.schema, \"ops\": 'o'} %}"
            + "{% if c in map %}{{ map[c] }}{% else %}{{ map.get(c, 'rest') | upper }}{% endif %}",
        "o.jobs gold_analytics.orders REST.regions REST.stores")]
    [InlineData("{{ own_place(node=node, custom=c) }}", "of_jobs.jobs of_orders.orders raw.regions of_stores.stores")]
    [InlineData("{{ return((c or 'main') | replace('marts', 'm')) }}", "ops.jobs m.orders raw.regions main.stores")]
    [InlineData("{{ c if c and not c.startswith('o') else 'x' if node.fqn else '' }}", "x.jobs marts.orders raw.regions x.stores")]
    [InlineData("{%- if var('flag') and node.package_name == 'shop' and node.name != 'jobs' -%} a {%- else -%} b {%- endif -%}",
        "b.jobs a.orders a.regions a.stores")]
    [InlineData("{% if target.name == 'prod' %}s{% else %}s{% endif %}", "s.jobs s.orders s.regions s.stores")]
    [InlineData(
        "{% if target.name == 'prod' and c is none %}s{% elif c is none %}t{% else %}"
            + "{{ dbt.default__generate_schema_name(c, node) }}{% endif %}",
        "analytics_ops.jobs analytics_marts.orders analytics_raw.regions")]
    public void Macros_as_people_write_them_are_worked_out(string body, string tables)
    {
        Write("macros/names.sql",
            "{# {% macro generate_schema_name(a, b) %}no{% endmacro %} #}\n"
                + "{% macro snowflake__generate_schema_name(c, node) %}no{% endmacro %}\n"
                + $"{{% macro generate_schema_name(c, node=none) -%}}\n{body}\n{{%- endmacro %}}");
        Write("macros/own.sql",
            "{% macro own_place(custom, node, usual='of') %}{% if node.resource_type == 'seed' %}{{ custom }}"
                + "{% else %}{{ usual }}_{{ node.name }}{% endif %}{% endmacro %}");
        Settings(body.StartsWith("{{ generate", StringComparison.Ordinal) ? ", target: dev" : "");
        Assert.Equal(tables.Split(' ').Order(StringComparer.Ordinal), Tables());
    }

    [Theory]
    [InlineData("{% for n in node.fqn %}{{ n }}{% endfor %}", "{% for n in node.fqn %}")]
    [InlineData("{{ env_var('PLACE', 'x') }}", "env_var('PLACE')")]
    [InlineData("{{ var('nothing') }}", "var('nothing')")]
    [InlineData("{{ run_query('select 1') }}", "run_query(…)")]
    [InlineData("{{ node.config.place }}", "node.config")]
    [InlineData("{{ target.user }}", "target.user")]
    [InlineData("{{ c | truncate(3) if c else 'x' | truncate(3) }}", "truncate, which is not supported here")]
    [InlineData("{{ generate_schema_name(c, node) }}", "generate_schema_name(…)")]
    [InlineData("{% if c %}", "an if without an end")]
    [InlineData("{% set m = {'a': 'x'} %}{% do m.update({'a': 'y'}) %}{{ m.get('a') }}", "{% do m.update({'a': 'y'}) %}")]
    [InlineData(
        "{{ f() }}{% endmacro %}{% macro f() %}{{ f() ~ f() ~ f() ~ f() ~ f() ~ f() ~ f() ~ f() ~ f() ~ f() ~ f() ~ f() }}", "f(…)")]
    [InlineData("{{ ((c }}", "Jinja that is not supported here")]
    public void What_only_dbt_could_tell_is_named(string body, string why)
    {
        Write("macros/names.sql", $"{{% macro generate_schema_name(c, node) %}}{body}{{% endmacro %}}");
        Assert.Empty(Tables());
        Assert.Contains(Load().Diagnostics, d => d.Code == DiagnosticCode.Unbound
            && d.Message.EndsWith($"it is decided by the project's own generate_schema_name, from {why}", StringComparison.Ordinal));
    }

    [Fact]
    public void Brackets_in_brackets_without_end_are_not_read() => What_only_dbt_could_tell_is_named(
        $"{{{{ {new string('(', 50_000)}c }}}}", "Jinja that is not supported here");

    [Fact]
    public void A_macro_that_cannot_be_read_is_not_dbts_own()
    {
        Write("macros/names.sql", "{% macro generate_schema_name(c=none, node=var('x')) %}s{% endmacro %}");
        Assert.Empty(Tables());
    }

    [Fact]
    public void Configuration_under_a_condition_is_not_taken_for_granted()
    {
        Write("models/marts/orders.sql",
            "{% if target.name == 'prod' %}{{ config(alias='a') }}{% else %}{{ config(alias='b') }}{% endif %}select 1");
        Assert.DoesNotContain(Tables(), t => t.Contains("marts", StringComparison.Ordinal));
        Write("models/marts/orders.sql", "{% if true %}{% endif %}{{ config(alias='c') }}select 1");
        Assert.Contains("analytics_marts.c", Tables());
    }

    [Theory]
    [InlineData("{{ config(schema=var('place'), alias='o_' ~ var('place')) }}", "analytics_trade.o_trade")]
    [InlineData("{{ config(alias=var('none', 'else')) }}", "analytics_marts.else")]
    [InlineData("{{ config(schema=target.schema) }}", "analytics_analytics.orders")]
    public void Configuration_from_variables_of_the_project_is_worked_out(string config, string table)
    {
        Write("models/marts/orders.sql", config + "select 1");
        Assert.Contains(table, Tables());
    }

    [Fact]
    public void So_is_what_the_project_file_and_the_properties_write_in_double_braces()
    {
        Write("dbt_project.yml",
            "name: shop\nvars: {place: sales}\nmodels: {shop: {marts: {+schema: \"{{ var('place') }}_{{ var('part', 'x') }}\"}, "
                + "+alias: \"{{ env_var('A') }}\"}}");
        Write("models/marts/orders.yml", "models: [{name: orders, config: {alias: \"o_{{ var('place') | upper }}\"}}]");
        Assert.Equal(["analytics_sales_x.o_SALES", "regions"], Tables());
        Assert.Contains(
            Load().Diagnostics, d => d.Message.EndsWith("its alias is computed by Jinja from env_var('A')", StringComparison.Ordinal));
    }

    [Fact]
    public void A_macro_of_the_projects_own_for_aliases_is_worked_out_with_versions()
    {
        Write("macros/names.sql",
            """
            {% macro generate_alias_name(custom_alias_name=none, node=none) -%}
                {%- if custom_alias_name -%}{{ custom_alias_name }}
                {%- elif node.version -%}{{ node.name }}__{{ node.version }}
                {%- else -%}t_{{ node.name }}{%- endif -%}
            {%- endmacro %}
            """);
        Write("models/marts/orders.yml",
            "models: [{name: orders, versions: [{v: 3, defined_in: orders}]}, {name: stores, config: {alias: shops}}]");
        Assert.Equal(["analytics_marts.orders__3", "analytics_ops.t_jobs", "analytics_raw.t_regions", "shops"], Tables());
    }

    private string[] Tables() => [.. Load().Sound.Models.Select(m => m.Table).Order(StringComparer.Ordinal)];

    private CatalogDraft Load() => CatalogLoader.Load(CatalogFolder.Read(_folder));

    private void Settings(string more = "") => Write("metrics.yml", $"name: shop\nexternal: {{dbt_project: ., schema: analytics{more}}}\n");

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
