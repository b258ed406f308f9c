using System.Text.Json;
using Metrics.Refresh.Commands;
using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.Catalogs;

public sealed class ValidateTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}]}", 0)]
    [InlineData("metrics:\n  - {name: a, type: derived, type_params: {expr: case when true then 1 end, metrics: []}}", 0)]
    [InlineData("metrics:\n  - {name: a, type: simple, type_params: {measure: nothing}}", 2)]
    [InlineData(
        "semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: "
        + "{meta: {metrics: {policies: [{hide: [order]}]}}}}", 0)]
    [InlineData(
        "semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: "
        + "{meta: {metrics: {policies: [{hide: [oder]}]}}}}", 2)]
    [InlineData(
        "semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: "
        + "{meta: {metrics: {policies: }}}}", 2)]
    [InlineData(
        "semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: "
        + "{meta: {policies: [{hide: [order]}]}}}", 2)]
    [InlineData(
        "semantic_models:\n  - {name: orders, name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}]}",
        2)]
    [InlineData("metrics: []\nmetrics: []", 2)]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_order'), entities: [{name: order, type: primary, expr: id}]}", 2)]
    public async Task Errors_of_the_catalog_are_the_projects_and_warnings_are_not(string text, int exitCode)
    {
        _bed.Write("shop/semantic/more.yml", text);
        Assert.Equal(exitCode, await ValidatedAsync());
    }

    [Theory]
    [InlineData("orders", 0)]
    [InlineData("order", 2)]
    public async Task A_golden_test_of_a_metric_that_nobody_defines_is_wrong(string metric, int exitCode)
    {
        _bed.Write(
            "shop/semantic/more.yml",
            "semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], "
            + "measures: [{name: orders, agg: count, expr: id, create_metric: true}]}\n")
            .Write("shop/tests/golden.yml", $"golden: [{{name: some, metric: {metric}, at_least: 1}}]\n");
        Assert.Equal(exitCode, await ValidatedAsync());
    }

    [Theory]
    [InlineData("shop/semantic/more.yml")]
    [InlineData("shop/semantic/metrics.yml")]
    public async Task A_golden_test_of_a_metric_in_a_file_that_cannot_be_read_is_not_called_wrong(string broken)
    {
        WithStores().Write("shop/semantic/more.yml", Semantics)
            .Write("shop/semantic/metrics.yml",
                "metrics:\n  - {name: half, type: derived, type_params: {expr: paid / 2, metrics: [paid]}}\n")
            .Write("shop/tests/golden.yml",
                "golden: [{name: some, metric: Half, at_least: 1}, {name: other, metric: paid, at_least: 1}]\n");
        Assert.Equal(0, (await Validate()).ExitCode);
        _bed.Write(broken, await File.ReadAllTextAsync(Path.Combine(_bed.Project.Path, broken)) + "  - {");
        var said = await SayAsync();
        Assert.DoesNotContain("is not a metric", said, StringComparison.Ordinal);
        var (test, metric) = broken.EndsWith("more.yml", StringComparison.Ordinal) ? ("other", "paid") : ("some", "Half");
        Assert.Contains(
            $"warning C141: golden test '{test}' uses '{metric}', which is declared in {broken}, and that file cannot be read "
                + "(C100 at line ", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("paid", "", "")]
    [InlineData("paid", "store__name = 'North'", "")]
    [InlineData("paid", "STORE__NAME in ('North', 'South') and metric_time >= '2026-01-01'", "")]
    [InlineData("paid", "store__name = 3", "C102: golden test 'some' cannot be asked: 'store__name' is a text; 3 does not fit")]
    [InlineData("paid", "store__code between '1' and 'x'", "'store__code' is a whole number; the text 'x' does not fit")]
    [InlineData("paid", "metric_time = 3", "3 does not fit")]
    [InlineData("paid", "paid > 'many'", "the text 'many' does not fit")]
    [InlineData(
        "paid", "store__nam = 'North'", "C111: golden test 'some' cannot be asked: there is no dimension 'store__nam' for 'orders'")]
    [InlineData("paid", "order__note = 'x' or paid > 3", "one condition mixes paid, a metric, with order__note, a property of rows")]
    // What the columns of a model are, only PostgreSQL knows.
    [InlineData("paid", "order__note = 3 and order__note like '%x' and order__note > store__code", "")]
    [InlineData("paid", "order__note in (1, 'x')", "")]
    [InlineData("paid", "store__code_text like '1%' and store__code_text = 'x'", "")]
    [InlineData("latest", "latest > '2026-01-01'", "")]
    [InlineData("of_latest", "of_latest > 3", "")]
    public async Task The_question_of_a_golden_test_is_held_to_the_definitions(string metric, string where, string problem)
    {
        var condition = where.Length == 0 ? "" : $", where: [\"{where}\"]";
        WithStores().Write("shop/semantic/more.yml", Semantics)
            .Write("shop/tests/golden.yml", $"golden: [{{name: some, metric: {metric}{condition}, at_least: 1}}]\n");
        var said = await SayAsync();
        if (problem.Length == 0)
            Assert.Contains("is valid", said, StringComparison.Ordinal);
        else
            Assert.Contains(problem, Assert.Single(said.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_out_of_a_file_with_policies_is_not_said_to_be_in_force_as_it_was()
    {
        const string Policy = "    config: {meta: {metrics: {policies: [{hide: [order__nothing]}]}}}\n";
        WithStores().Write(
            "shop/semantic/more.yml", Semantics.Replace("    entities: [{name: order", Policy + "    entities: [{name: order",
                StringComparison.Ordinal));
        var line = Assert.Single((await SayAsync()).Split('\n'), l => l.Contains("C141", StringComparison.Ordinal));
        Assert.EndsWith(
            "an earlier text of the file that was published stays in force only if it has the same policies; if they differ, "
                + "the tables they may apply to are closed to all callers",
            line, StringComparison.Ordinal);
    }

    private const string Semantics =
        """
        semantic_models:
          - name: orders
            model: ref('fct_orders')
            defaults: {agg_time_dimension: ordered_at}
            entities: [{name: order, type: primary, expr: id}, {name: store, type: foreign, expr: store_id}]
            dimensions:
              - {name: note, type: categorical, expr: status}
              - {name: ordered_at, type: time, type_params: {time_granularity: day}, expr: "status::date"}
            measures:
              - {name: paid, agg: sum, expr: amount, create_metric: true}
              - {name: latest, agg: max, expr: "status::date", create_metric: true}
          - name: stores
            model: ref('shop_stores')
            entities: [{name: store, type: primary, expr: code}]
            dimensions:
              - {name: name, type: categorical}
              - {name: code, type: categorical}
              - {name: code_text, type: categorical, expr: "code::text"}
        metrics:
          - {name: of_latest, type: derived, type_params: {expr: latest, metrics: [latest]}}

        """;

    [Fact]
    public async Task A_manifest_is_held_to_dbts_rules_without_a_project()
    {
        var manifest = Written("semantic_manifest.json",
            """
            {"semantic_models": [{"name": "orders", "node_relation": {"alias": "t", "schema_name": "s"},
            """ + """
             "entities": [{"name": "id", "type": "primary"}],
              "dimensions": [{"name": "ds", "type": "time"}], "measures": [{"name": "n", "agg": "count", "agg_time_dimension": "ds"}]}],
             "metrics": [{"name": "month", "type": "simple", "type_params": {"measure": {"name": "nn"},
            """ + """
             "input_measures": [{"name": "nn"}]}}],
             "project_configuration": {"time_spines": []}, "saved_queries": []}
            """);
        var (exitCode, issues) = await Validate("--manifest", manifest);
        Assert.Equal(2, exitCode);
        Assert.Contains(("error", "CountAggregationExprRule", "C103"), issues);
        Assert.Contains(("error", "MetricMeasuresRule", "C111"), issues);
        Assert.Contains(("error", "UniqueAndValidNameRule", "C112"), issues);
        Assert.Contains(("future_error", "TimeDimensionHasGranularityRule", "C161"), issues);
        Assert.Contains(("warning", "CommonEntitysRule", "C160"), issues);

        (_, issues) = await Validate("--manifest", manifest, "--rules", "TimeDimensionHasGranularityRule");
        Assert.Equal([("future_error", "TimeDimensionHasGranularityRule", "C161")], issues);
    }

    [Fact]
    public async Task Documents_are_read_and_a_missing_file_is_said_to_be_missing()
    {
        var document = Written("metric.yml", "metric:\n  name: a\n  type: simple\n  type_params: {measure: x}\n");
        Assert.Equal([("error", "YamlSchema", "C112")], (await Validate("--manifest", document)).Issues);
        var (exitCode, issues) = await Validate("--manifest", document + ".gone");
        Assert.Equal(2, exitCode);
        Assert.Equal([("error", "YamlSchema", "C100")], issues);
    }

    [Fact]
    public async Task A_project_is_reported_as_json_too()
    {
        _bed.Write("shop/semantic/more.yml", "metrics:\n  - {name: a, type: simple, type_params: {measure: nothing}}");
        var (exitCode, issues) = await Validate();
        Assert.Equal(2, exitCode);
        Assert.Equal([("error", "", "C111")], issues);
    }

    [Theory]
    [InlineData("{name: x, type: date, format: dd/MM/yyyy}", "is it 'DD/MM/YYYY'?; known: YYYY, YY, MM")]
    [InlineData("{name: x, type: timestamp, format: '%Y-%m-%d %H:%M:%S'}", "is it 'YYYY-MM-DD HH:MI:SS'?")]
    [InlineData("{name: x, type: timestamp, format: 'yyyy-MM-dd HH24:mi:ss'}", "is it 'YYYY-MM-DD HH:MI:SS'?")]
    [InlineData("{name: x, type: time, format: YYYY-MM-DD}", "it has no hour")]
    [InlineData("{name: x, type: text, format: YYYY-MM-DD}", "only dates, times and timestamps have a format")]
    [InlineData("{name: x, type: timestamp, format: 'YYYY-MM-DD HH:MMZ'}", "its type is 'timestamptz'")]
    [InlineData("{name: x, type: timestamptz, format: 'YYYY-MM-DD HH:MM'}", "'time_zone' must give")]
    [InlineData("{name: x, type: timestamp, time_zone: Europe/Atlantis}", "is not an IANA time zone")]
    [InlineData("{name: _v_from, type: text}", "is reserved for the version that wrote a row")]
    [InlineData("{name: ctid, type: text}", "is reserved for PostgreSQL")]
    [InlineData("{name: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn, type: text}", "is longer than 63 bytes")]
    [InlineData("{name: x, type: varchar2}", "'varchar2' is not a column type")]
    [InlineData("{name: x, type: text}], indexes: [y", "index uses column 'y', which is not stored")]
    [InlineData("{name: x, type: text}], tests: [{not_null: y}", "which is not stored")]
    [InlineData("{name: x, type: text, header: X}], header: false, indexes: [x", "and the file has no header")]
    public async Task What_a_run_would_refuse_of_every_row_is_known_before_it(string column, string problem)
    {
        _bed.Write("other/sources.yml", $"sources: [{{name: o, path: data, tables: [{{name: t, columns: [{column}]}}]}}]");
        Assert.Contains(problem, Assert.Single(_bed.Project.Problems()), StringComparison.Ordinal);
        Assert.Equal(2, await ValidatedAsync());
    }

    [Theory]
    [InlineData("store,region\nNorth,Up\n", 0, "")]
    [InlineData("store,region\nNorth\n", 2, "R101")]
    [InlineData("store,reigon\nNorth,Up\n", 2, "R100")]
    [InlineData(null, 2, "R100")]
    public async Task Seeds_are_files_of_the_project_and_are_read(string? text, int exitCode, string code)
    {
        if (text is null)
            File.Delete(Path.Combine(_bed.Project.Path, "shop/seeds/regions.csv"));
        else
            _bed.Write("shop/seeds/regions.csv", text);
        var (exit, issues) = await Validate();
        Assert.Equal(exitCode, exit);
        Assert.Equal(code.Length == 0 ? [] : [code], issues.Select(i => i.Code));
    }

    [Fact]
    public async Task The_data_of_sources_is_tried_when_that_is_asked_for()
    {
        var good = string.Concat(Enumerable.Range(1, 9_990).Select(i => $"{i},1,1.00,paid,x\n"));
        _bed.Write(
            "data/orders.csv", "id,store_id,amount,status,note\n" + good + "x,1,1.00,paid,x\n"
                + string.Concat(Enumerable.Repeat("y,1,1.00,paid,x\n", 5_000)));
        Assert.Equal(0, (await Validate()).ExitCode);
        var (exit, issues) = await Validate("--data");
        Assert.Equal((0, 2), (exit, issues.Count(i => i == ("warning", "", "R102"))));

        _bed.Write("data/orders.csv", "id,store_id,amount,status\n1,1,1.00,paid\nx,1,1.00,paid\n").Write("data/stores.csv", "id\n1\n");
        (exit, issues) = await Validate("--data");
        Assert.Equal(2, exit);
        Assert.Equal(["R100", "R101"], issues.Select(i => i.Code).Order());
        File.Delete(Path.Combine(_bed.Project.Path, "data/orders.csv"));
        Assert.Equal(["R100", "R100"], (await Validate("--data")).Issues.Select(i => i.Code));
    }

    // A seed says the types of its columns, before there is a table.
    private RefreshBed WithStores() => _bed
        .Write("shop/seeds/seeds.yml",
            "seeds:\n  - {name: regions, key: store, columns: [{name: store, type: text}, {name: region, type: text}]}\n"
            + "  - {name: shop_stores, key: code, columns: [{name: code, type: bigint}, {name: name, type: text}]}\n")
        .Write("shop/seeds/shop_stores.csv", "code,name\n1,North\n");

    private async Task<string> SayAsync()
    {
        using var process = RefreshCommand.Start(_bed, "validate");
        return (await process.EndAsync()).Output;
    }

    private string Written(string file, string text) => Path.Combine(_bed.Write(file, text).Project.Path, file);

    private async Task<(int ExitCode, IReadOnlyList<(string Level, string Rule, string Code)> Issues)> Validate(params string[] arguments)
    {
        using var process = RefreshCommand.Start(_bed, ["validate", "--format", "json", .. arguments]);
        var (exitCode, output) = await process.EndAsync();
        var issues = JsonDocument.Parse(output).RootElement.GetProperty("issues").EnumerateArray()
            .Select(i => (i.GetProperty("level").GetString()!, i.GetProperty("rule").GetString() ?? "", i.GetProperty("code").GetString()!))
            .ToList();
        return (exitCode, issues);
    }

    private async Task<int> ValidatedAsync()
    {
        using var validate = RefreshCommand.Start(_bed, "validate");
        return (await validate.EndAsync()).ExitCode;
    }
}
