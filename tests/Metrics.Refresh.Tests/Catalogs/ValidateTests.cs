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
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: {meta: {metrics: {policies: [{hide: [order]}]}}}}", 0)]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: {meta: {metrics: {policies: [{hide: [oder]}]}}}}", 2)]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: {meta: {metrics: {policies: }}}}", 2)]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], config: {meta: {policies: [{hide: [order]}]}}}", 2)]
    [InlineData("semantic_models:\n  - {name: orders, name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}]}", 2)]
    [InlineData("metrics: []\nmetrics: []", 2)]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_order'), entities: [{name: order, type: primary, expr: id}]}", 2)]
    public async Task Errors_of_the_catalog_are_the_projects_and_warnings_are_not(string text, int exitCode)
    {
        _bed.Write("shop/semantic/more.yml", text);
        Assert.Equal(exitCode, await CommandLine.RunAsync(["validate", "--project", _bed.Project.Path], _ => null, CancellationToken.None));
    }

    [Theory]
    [InlineData("orders", 0)]
    [InlineData("order", 2)]
    public async Task A_golden_test_of_a_metric_that_nobody_defines_is_wrong(string metric, int exitCode)
    {
        _bed.Write("shop/semantic/more.yml", "semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}], measures: [{name: orders, agg: count, expr: id, create_metric: true}]}\n")
            .Write("shop/tests/golden.yml", $"golden: [{{name: some, metric: {metric}, at_least: 1}}]\n");
        Assert.Equal(exitCode, await CommandLine.RunAsync(["validate", "--project", _bed.Project.Path], _ => null, CancellationToken.None));
    }

    [Fact]
    public async Task A_manifest_is_held_to_dbts_rules_without_a_project()
    {
        var manifest = Written("semantic_manifest.json",
            """
            {"semantic_models": [{"name": "orders", "node_relation": {"alias": "t", "schema_name": "s"}, "entities": [{"name": "id", "type": "primary"}],
              "dimensions": [{"name": "ds", "type": "time"}], "measures": [{"name": "n", "agg": "count", "agg_time_dimension": "ds"}]}],
             "metrics": [{"name": "month", "type": "simple", "type_params": {"measure": {"name": "nn"}, "input_measures": [{"name": "nn"}]}}],
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

    private string Written(string file, string text) => Path.Combine(_bed.Write(file, text).Project.Path, file);

    private async Task<(int ExitCode, IReadOnlyList<(string Level, string Rule, string Code)> Issues)> Validate(params string[] arguments)
    {
        using var process = RefreshProcess.Start(_bed, ["validate", "--format", "json", .. arguments]);
        var (exitCode, output) = await process.EndAsync();
        var issues = JsonDocument.Parse(output).RootElement.GetProperty("issues").EnumerateArray()
            .Select(i => (i.GetProperty("level").GetString()!, i.GetProperty("rule").GetString() ?? "", i.GetProperty("code").GetString()!)).ToList();
        return (exitCode, issues);
    }
}
