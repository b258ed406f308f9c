using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Tests.Runs;

/// <summary>A warehouse under a project that does not make all that is published: nothing leaves it unsaid.</summary>
public sealed class RetirementTests : IDisposable
{
    private const string Reason = "no model, source or seed of this project makes it";

    private static readonly string[] Shop =
        ["bronze.shop__orders", "bronze.shop__stores", "gold.fct_orders", "gold.sales", "silver.regions", "silver.store_regions"];

    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed());

    [Fact]
    public async Task A_plan_names_what_a_whole_run_retires_and_the_run_says_so()
    {
        await _bed.SucceedAsync();
        BecomeAnotherProject();

        Assert.Equal(
            [
                "build colours never published",
                .. Shop.Select(t => $"retire {t} {Reason}"),
            ],
            await PlanAsync());
        Assert.Equal(["build colours never published"], await PlanAsync("--select", "colours"));
        Assert.Equal(6, (await _bed.VersionsAsync()).Count);

        // Of the same name, but with nothing in common: that is said before it is believed.
        Assert.Equal("R136", (await _bed.RefuseAsync()).Code.Id);
        var output = await SayAsync("run", "--take-over");
        var line = Assert.Single(output.Split('\n'), l => l.Contains("retired", StringComparison.Ordinal));
        Assert.Contains(string.Join(", ", Shop), line, StringComparison.Ordinal);
        Assert.Equal(["colours"], (await _bed.VersionsAsync()).Keys);
        Assert.DoesNotContain("retire", await SayAsync("plan"), StringComparison.Ordinal);
        Assert.DoesNotContain("retire", await SayAsync("run"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_in_which_a_table_fails_retires_none_and_its_plan_says_that()
    {
        await _bed.SucceedAsync();
        File.Delete(Path.Combine(_bed.Project.Path, "shop/models/gold/sales.sql"));
        File.Delete(Path.Combine(_bed.Project.Path, "data/orders.csv"));

        Assert.Contains($"keep gold.sales {Reason}, but a run in which a table fails retires none", await PlanAsync());
        var report = await _bed.RunAsync();

        Assert.NotEqual(RunStatus.Succeeded, report.Status);
        Assert.Empty(report.Retired);
        Assert.Contains("sales", (await _bed.VersionsAsync()).Keys);
    }

    public void Dispose() => _bed.Dispose();

    private void BecomeAnotherProject()
    {
        Directory.Delete(Path.Combine(_bed.Project.Path, "shop"), recursive: true);
        _bed.Write("paint/models/gold/colours.sql", "/* key: name */ select 'red'::text as name");
    }

    // Its lines, in columns for people, with one space between words.
    private async Task<IReadOnlyList<string>> PlanAsync(params string[] selection) =>
        (await SayAsync(["plan", .. selection])).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();

    private async Task<string> SayAsync(params string[] arguments)
    {
        using var process = RefreshCommand.Start(_bed, arguments);
        var (code, output) = await process.EndAsync();
        Assert.True(code == 0, output);
        return output;
    }
}
