using Metrics.Refresh.Commands;
using Metrics.Refresh.Tests.Runs;

namespace Metrics.Refresh.Tests.Catalogs;

public sealed class ValidateTests : IDisposable
{
    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_orders'), entities: [{name: order, type: primary, expr: id}]}", 0)]
    [InlineData("metrics:\n  - {name: a, type: cumulative, type_params: {}}", 0)]
    [InlineData("metrics:\n  - {name: a, type: simple, type_params: {measure: nothing}}", 2)]
    [InlineData("semantic_models:\n  - {name: orders, model: ref('fct_order'), entities: [{name: order, type: primary, expr: id}]}", 2)]
    public async Task Errors_of_the_catalog_are_the_projects_and_warnings_are_not(string text, int exitCode)
    {
        _bed.Write("shop/semantic/more.yml", text);
        Assert.Equal(exitCode, await CommandLine.RunAsync(["validate", "--project", _bed.Project.Path], _ => null, CancellationToken.None));
    }
}
