using System.Diagnostics;
using System.Text.Json;
using Metrics.Samples.Storefront;

namespace Metrics.Samples.Tests;

/// <summary>The program as its users start it.</summary>
public sealed class SampleCommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-sample-");

    [Fact]
    public async Task All_packs_go_where_the_project_s_sources_look_but_those_that_have_a_folder_of_one_s_own()
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder.FullName, "project")).FullName;
        var samples = Path.Combine(_folder.FullName, ".local", "samples");
        string[] arguments = ["all", "--scale", "0.01", "--project", project, "--if-missing"];
        var (code, said) = await RunAsync(arguments, ("GREENERY_DATA", "/not/written/to"));
        Assert.Equal(
            (0, $"Wrote 1,000 transactions (seed 1) to {samples}/storefront.\n"
                + $"Wrote 200 sessions and 20 subscriptions (seed 1) to {samples}/subscriptions.\n"), (code, said));
        Assert.Equal(
            (0, $"Sample data is in {samples}/storefront already.\nWrote 50 users and 1,000 events (seed 1) to {samples}/greenery.\n"
                + $"Sample data is in {samples}/subscriptions already.\n"), await RunAsync(arguments));
    }

    [Theory]
    [InlineData("error: Required command was not provided.|       commands: storefront, greenery, subscriptions, all; see '--help'")]
    [InlineData(
        "error: unknown command 'grenery'; did you mean greenery?|       commands: storefront, greenery, subscriptions, all; see '--help'",
        "grenery")]
    [InlineData("error: unknown option '--scal'; did you mean --scale?|       see 'all --help'", "all", "--scal=hush")]
    [InlineData("error: unknown option '--transactions'|       see 'all --help'", "all", "--transactions", "5")]
    [InlineData("error: unknown argument 'now'|       see 'all --help'", "all", "now")]
    [InlineData("error: a value is empty ('')|       see 'all --help'", "all", "--scale", "")]
    [InlineData("error: Required argument missing for option: '--scale'.|       see 'all --help'", "all", "--scale")]
    [InlineData("error: --scale takes a number, such as 0.5, not 'x'|       see 'all --help'", "all", "--scale", "x")]
    [InlineData("error: --scale takes 0 to 10000|       see 'all --help'", "all", "--scale", "-1")]
    [InlineData("error: --seed takes a whole number, not '1.5'|       see 'greenery --help'", "greenery", "--seed", "1.5")]
    [InlineData(
        "error: --transactions takes 0 to 1000000000|       see 'storefront --help'", "storefront", "--transactions", "1000000001")]
    public async Task A_wrong_word_is_two_lines_with_the_nearest_and_not_the_page_of_help(string said, params string[] arguments) =>
        Assert.Equal((2, said.Replace('|', '\n') + "\n"), await RunAsync(arguments));

    [Fact]
    public async Task What_goes_wrong_is_an_object_where_json_is_asked_for()
    {
        string[] arguments = ["storefront", "--out", "/proc/metrics"];
        Assert.Equal((1, "error: Could not find file '/proc/metrics'.\n"), await RunAsync(arguments));
        var (code, said) = await RunAsync(arguments, ("METRICS_LOG_FORMAT", "json"));
        Assert.Equal(1, code);
        Assert.Equal("Could not find file '/proc/metrics'.", JsonDocument.Parse(said).RootElement.GetProperty("message").GetString());
        (code, said) = await RunAsync(["nosuch", "--log-format", "json"]);
        Assert.Equal((2, "Error"), (code, JsonDocument.Parse(said).RootElement.GetProperty("level").GetString()));
        Assert.Equal(
            (2, "error: METRICS_LOG_FORMAT is 'xml'; it takes text or json\n"), await RunAsync(arguments, ("METRICS_LOG_FORMAT", "xml")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<(int ExitCode, string Said)> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(StorefrontSample).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var name in new[] { "METRICS_PROJECT", "METRICS_LOG_FORMAT", "STOREFRONT_DATA", "GREENERY_DATA", "SUBSCRIPTIONS_DATA" })
            start.Environment.Remove(name);
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
