using Metrics.Refresh.Graph;

namespace Metrics.Refresh.Tests.Projects;

public sealed class ProjectLoaderTests : IDisposable
{
    private const string Sources = """
        sources:
          - name: shop
            path: ${SHOP_DATA:-data}
            tables:
              - name: orders
                key: id
                columns: [{name: id, type: bigint}, {name: amount, type: "decimal(12,2)"}]
        """;

    private readonly ProjectFolder _folder = new();

    [Fact]
    public void Sources_seeds_and_models_of_every_pack_are_one_graph()
    {
        _folder.Write("shop/sources.yml", Sources)
            .Write("shop/seeds/seeds.yml", "seeds: [{name: rates, columns: [{name: code, type: text}]}]")
            .Write("shop/models/silver/clean.sql", "/*\nmaterialization: ephemeral\n*/\nselect * from {{ source('shop', 'orders') }}")
            .Write("shop/models/gold/fct.sql", "/* key: id */ select * from {{ ref('clean') }} join {{ ref('rates') }} on true");
        Assert.True(_folder.Load().Succeeded(out var project));
        Assert.Equal(["rates", "shop__orders", "clean", "fct"], project.Graph.Order());
        Assert.Equal(["rates", "shop__orders"], project.Nodes["fct"].StoredInputsIn(project.Nodes));
        Assert.Equal(Path.Combine(_folder.Path, "data", "orders.csv"), ((SourceNode)project.Nodes["shop__orders"]).Table.Csv.Path);
    }

    [Theory]
    [InlineData(
        "shop/sources.yml",
        "sources:\n- {name: shop, path: data, tables: [{name: orders, key: id, columns: [{name: id, type: bigint, secret: true, secret: "
        + "false}]}]}", "secret")]
    [InlineData("shop/seeds/seeds.yml", "seeds: []\nseeds: []", "seeds")]
    [InlineData("shop/models/gold/fct.sql", "/*\nkey: id\ngrants: [id]\ngrants: []\n*/\nselect 1 as id", "grants")]
    [InlineData("shop/tests/golden.yml", "golden: [{name: a, metric: b, at_least: 1, at_least: 0}]", "at_least")]
    [InlineData("metrics.yml", "name: shop\nvars: {a: 1}\nvars: {a: 2}", "vars")]
    public void A_key_that_is_written_twice_is_an_error_in_every_file_of_a_project(string file, string text, string key)
    {
        _folder.Write("shop/sources.yml", Sources).Write(file, text);
        var loaded = _folder.Load();
        Assert.False(loaded.Succeeded(out _));
        Assert.Contains(
            loaded.Diagnostics,
            d => d.Code.Id == "C104" && d.Message == $"the key '{key}' is written twice" && d.Location!.Value.File == file);
    }

    [Theory]
    [InlineData("golden:\n", false)]
    [InlineData("golden: []\n", true)]
    public void A_list_of_golden_tests_with_nothing_under_it_is_an_error_and_one_that_is_said_to_be_empty_is_none(string text, bool isSound)
    {
        _folder.Write("shop/sources.yml", Sources).Write("shop/tests/golden.yml", text);
        var loaded = _folder.Load();
        Assert.Equal(isSound, loaded.Succeeded(out _));
        Assert.Equal(!isSound, loaded.Diagnostics.Any(d => d.Code.Id == "C103" && d.Message == "there is no golden test in it"));
    }

    [Theory]
    [InlineData("metrics.yml", "name: shop\nvars: {a: 1\n")]
    [InlineData("shop/sources.yml", "sources:\n  - {name: shop, path: data, tables: [{name: orders, columns: [\n")]
    [InlineData("shop/seeds/seeds.yml", "seeds: [{name: rates, columns: [{name: code, type: text}]\n")]
    [InlineData("shop/models/gold/fct.sql", "/*\nkey: {id\n*/\nselect now() as id from {{ ref('rates') }}")]
    [InlineData("shop/tests/own.sql", "/*\nmodel: {fct\n*/\nselect 1 from {{ this }}")]
    [InlineData("shop/tests/golden.yml", "golden: [{name: a\n")]
    public void Of_a_file_that_is_no_YAML_only_that_is_said_with_its_place(string file, string text)
    {
        _folder.Write("shop/sources.yml", Sources)
            .Write("shop/seeds/seeds.yml", "seeds: [{name: rates, columns: [{name: code, type: text}]}]")
            .Write(
                "shop/models/gold/fct.sql",
                "/*\nkey: id\n*/\nselect 1 as id from {{ source('shop', 'orders') }} join {{ ref('rates') }} on true")
            .Write("shop/tests/rates.sql", "/* model: rates */ select 1 from {{ this }} where false")
            .Write(file, text);
        Assert.Matches($"^{file}:[1-9][0-9]*:[1-9][0-9]*: error C100: not valid YAML", Assert.Single(_folder.Problems()));
    }

    [Theory]
    [InlineData("name: shop\nenvironments: {development: {}, production: {}}\n", "metrics.yml:2:15: ",
        "metrics.yml declares development, production under 'environments'")]
    [InlineData("name: shop\n", "metrics.yml:1:1: ", "metrics.yml declares none — leave it out")]
    public void An_environment_that_nobody_declared_is_told_with_those_that_are(string settings, string place, string message)
    {
        _folder.Write("metrics.yml", settings);
        _folder.Environment["METRICS_ENVIRONMENT"] = "nosuch";
        var problem = Assert.Single(_folder.Problems());
        Assert.StartsWith(place, problem, StringComparison.Ordinal);
        Assert.Contains(
            "there is no environment 'nosuch' (--environment, or METRICS_ENVIRONMENT); " + message, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_comes_from_the_environment()
    {
        _folder.Write("shop/sources.yml", Sources);
        _folder.Environment["SHOP_DATA"] = "/elsewhere";
        Assert.True(_folder.Load().Succeeded(out var project));
        Assert.Equal("/elsewhere/orders.csv", ((SourceNode)project.Nodes["shop__orders"]).Table.Csv.Path);
    }

    [Fact]
    public void All_problems_are_reported_at_once_with_their_places()
    {
        _folder.Write("shop/sources.yml", Sources.Replace("bigint", "bigin").Replace("key: id", "key: ident"))
            .Write("shop/models/gold/a.sql", "/*\ntest: []\n*/\nselect now() from {{ ref('b') }}")
            .Write("shop/models/gold/fct.sql", "/* indexes: [id] */\nselect *\nfrom {{ source('shop', 'order') }}");
        var problems = _folder.Problems();
        Assert.Contains(
            problems, p => p.StartsWith(
                "shop/sources.yml:7:36: error C102: column 'id': 'bigin' is not a column type", StringComparison.Ordinal));
        Assert.Contains(
            problems, p => p.StartsWith(
                "shop/sources.yml:6:14: error C111: source table: key column 'ident' is not declared", StringComparison.Ordinal));
        Assert.Contains(
            problems, p => p.Contains("shop/models/gold/a.sql:2:1: error C101: model header: unknown key 'test' (did you mean 'tests'?)"));
        Assert.Contains(problems, p => p.Contains("shop/models/gold/a.sql:4:8: error C130: now gives a different result"));
        Assert.Contains(problems, p => p.Contains("shop/models/gold/a.sql:4:19: error C111: 'a' reads 'b'"));
        Assert.Contains(
            problems, p => p.Contains(
                "shop/models/gold/fct.sql:3:6: error C111: 'fct' reads 'shop__order', which is not defined (did you mean "
                + "'shop__orders'?)"));
    }

    [Fact]
    public void A_cycle_is_named()
    {
        _folder.Write("p/models/gold/a.sql", "/**/ select * from {{ ref('b') }}")
            .Write("p/models/gold/b.sql", "/**/ select * from {{ ref('a') }}");
        Assert.Contains(_folder.Problems(), p => p.Contains("error C120: models depend on themselves: a → b → a"));
    }

    [Fact]
    public void Two_definitions_of_one_name_are_refused_with_both_places()
    {
        _folder.Write("p/models/gold/a.sql", "/**/ select 1 as x").Write("q/models/silver/a.sql", "/**/ select 1 as x");
        Assert.Contains(
            _folder.Problems(),
            p => p.StartsWith(
                "q/models/silver/a.sql:1:1: error C110: 'a' is defined twice, here and at p/models/gold/a.sql:1:1",
                StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "name: x\nschedules: [{name: n, cron: '61 * * * *'}]",
        "metrics.yml:2:29: error C102: schedule 'n': cron '61 * * * *': '61' is not a minute")]
    [InlineData(
        "name: x\nschedules: [{name: n, cron: '1 * * * *', time_zone: Europe/Atlantis}]", "'Europe/Atlantis' is not an IANA time zone")]
    [InlineData("name: x\nrefresh: {lease: soon}", "'lease' must be a duration")]
    [InlineData("name: x\npacks: {nowhere: {publish: together}}", "there is no pack 'nowhere'")]
    [InlineData("nam: x", "unknown key 'nam' (did you mean 'name'?)")]
    [InlineData("name: [", "error C100: not valid YAML")]
    public void Settings_that_make_no_sense_are_refused(string yaml, string message)
    {
        _folder.Write("metrics.yml", yaml);
        Assert.Contains(_folder.Problems(), p => p.Contains(message));
    }

    [Theory]
    [InlineData("- uniqe: id", "no data test is called 'uniqe'")]
    [InlineData("- {recency: {column: at, within: a while}}", "'within' must be a duration")]
    [InlineData("- {relationships: {column: id, to: nobody}}", "reads 'nobody', which is not a table")]
    [InlineData("- row_count: {min: 1}", "unknown key 'min' — the keys here are at_least, at_most, max_drop, max_growth")]
    [InlineData("- {not_null: id, severity: fatal}", "'fatal' is not a severity; expected error, warn")]
    public void Tests_that_make_no_sense_are_refused(string test, string message)
    {
        _folder.Write("p/models/gold/a.sql", $"/*\ntests:\n{test}\n*/ select 1 as id");
        Assert.Contains(_folder.Problems(), p => p.Contains(message));
    }

    [Theory]
    [InlineData("decimal_mark: ','")]
    [InlineData("nulls: [NA]")]
    [InlineData("key: id")]
    public void A_key_of_the_table_is_sent_from_a_column_to_the_table(string key)
    {
        _folder.Write(
            "p/sources.yml",
            $"sources: [{{name: p, path: data, tables: [{{name: t, columns: [{{name: id, type: text, {key}}}]}}]}}]");
        Assert.Contains(
            _folder.Problems(), p => p.Contains($"unknown key '{key[..key.IndexOf(':')]}' — it belongs to the table, next to 'columns'"));
    }

    public void Dispose() => _folder.Dispose();
}
