using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Drafting;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>Where a project cannot be written nothing is, and what is there stays as it is.</summary>
public sealed class InitRefusalTests : IDisposable
{
    private const int Usage = 2;
    private readonly DraftBed _bed = new DraftBed().Write("data/a.csv", "id,amount\n1,2\n");

    [Theory]
    [InlineData("my-shop/notes.txt", "my-shop", "data", "C180", "is not empty, and nothing in it is overwritten")]
    [InlineData("my-shop", "my-shop", "data", "C180", "is a file")]
    [InlineData("other/x.csv", "my-shop", "nowhere", "C181", "there is no folder")]
    [InlineData("other/book.xlsx", "my-shop", "other", "C181", "a workbook")]
    [InlineData("od*d/x.csv", "my-shop", "od*d", "C181", "has a special character of 'path'")]
    [InlineData("o${d}/x.csv", "my-shop", "o${d}", "C181", "has a special character of 'path'")]
    [InlineData("other/title.csv", "my-shop", "other", "C181", "maybe a title")]
    public async Task What_stands_in_the_way_is_said_with_a_code_and_a_way_out(
        string there, string folder, string from, string code, string why)
    {
        _bed.Write(there, "Sales of 2026;;\nid;name;amount\n1;a;2\n2;b;3\n");
        var before = _bed.Everything();
        var (exit, said) = await _bed.RunAsync("init", folder, "--from", from);
        Assert.Equal(Usage, exit);
        Assert.Contains($"error {code}:", said, StringComparison.Ordinal);
        Assert.Contains(why, said, StringComparison.Ordinal);
        Assert.Contains(" — ", said, StringComparison.Ordinal);
        Assert.Equal(before, _bed.Everything());
    }

    [Fact]
    public async Task A_folder_that_is_there_and_empty_is_taken_and_a_second_time_refused()
    {
        Directory.CreateDirectory(_bed.Project);
        Assert.Equal(0, (await _bed.RunAsync("init", "my-shop", "--from", "data")).ExitCode);
        var first = _bed.Everything();
        Assert.Equal(Usage, (await _bed.RunAsync("init", "my-shop", "--from", "data")).ExitCode);
        Assert.Equal(first, _bed.Everything());
        Assert.DoesNotContain(first, f => Path.GetFileName(f).StartsWith(".my-shop", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("acme/warehouse", null, "acme")]
    [InlineData("acme/shop", null, "shop")]
    [InlineData("acme/warehouse", "Warehouse", null)]
    [InlineData("warehouse/warehouse", null, null)]
    public async Task A_project_is_not_called_as_the_one_that_ships(string folder, string? name, string? called)
    {
        string[] arguments = ["init", folder, "--from", "data"];
        var (exit, said) = await _bed.RunAsync(name is null ? arguments : [.. arguments, "--name", name]);
        Assert.True(exit == (called is null ? Usage : 0), said);
        if (called is null)
            Assert.Contains("error C182:", said, StringComparison.Ordinal);
        else
            Assert.Contains($"name: {called}\n", await File.ReadAllTextAsync(_bed.In($"{folder}/metrics.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_there_stays_the_same_folder()
    {
        var real = _bed.In("real");
        Directory.CreateDirectory(real);
        Directory.CreateSymbolicLink(_bed.Project, real);
        var (exit, said) = await _bed.RunAsync("init", "my-shop", "--from", "data");
        Assert.True(exit == 0, said);
        Assert.Equal(real, new DirectoryInfo(_bed.Project).LinkTarget);
        Assert.True(File.Exists(Path.Combine(real, "metrics.yml")), said);
        Assert.True(File.Exists(Path.Combine(real, "my_shop", "sources.yml")), said);
        Assert.DoesNotContain(_bed.Everything(), f => Path.GetFileName(f).StartsWith(".my-shop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_project_with_an_error_in_its_definitions_is_not_written()
    {
        var before = _bed.Everything();
        var project = new NewProject("shop",
        [
            ("metrics.yml", "name: shop\n"),
            ("shop/sources.yml", "# none yet\n"),
            ("shop/semantic/metrics.yml", "metrics:\n  - {name: sales, label: Sales, type: simple, type_params: {measure: nothing}}\n"),
        ]);
        var written = await project.WriteAsync(_bed.Project, _ => null, CancellationToken.None);
        Assert.False(written.Succeeded(out _));
        Assert.Contains(
            written.Diagnostics, d => d.Severity == DiagnosticSeverity.Error && d.Message.Contains("nothing", StringComparison.Ordinal));
        Assert.Equal(before, _bed.Everything());
    }

    public void Dispose() => _bed.Dispose();
}
