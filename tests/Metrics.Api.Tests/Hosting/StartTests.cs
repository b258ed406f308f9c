using System.Diagnostics;
using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Hosting;

public sealed class StartTests
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("Metrics__CachBytes", "5", "did you mean Metrics__CacheBytes?")]
    [InlineData("Metrics__MaxRows", "many", "Metrics:MaxRows is 'many', not a whole number from 1")]
    [InlineData("Metrics__RequestsPerSecond", "0", "Metrics:RequestsPerSecond is '0', not a whole number from 1")]
    [InlineData("Metrics__Keyless", "maybe", "Metrics:Keyless is 'maybe', not true or false")]
    [InlineData("Metrics__Anonymous", "false", "Metrics:Anonymous is now Metrics:Keyless, which is false unless it is set")]
    public async Task A_setting_that_is_wrong_or_unknown_stops_the_start_with_one_line(string name, string value, string message)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(Program).Assembly.Location]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__Warehouse"] = "Host=127.0.0.1;Port=1";
        start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeLimit);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(message, Assert.Single((await errors).Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ConnectionStrings__Warehouse is not set")]
    [InlineData("Host=x;Passwort=secret-word", "ConnectionStrings__Warehouse is not a PostgreSQL connection string")]
    public async Task Without_a_usable_connection_it_says_so_in_one_line_and_exits_with_2(string connection, string message)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(Program).Assembly.Location]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__Warehouse"] = connection;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeLimit);
        Assert.Equal(2, process.ExitCode);
        Assert.Contains(message, Assert.Single((await errors).Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(await output);
        Assert.DoesNotContain("secret-word", (await errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_JSON_is_asked_for_a_start_that_fails_says_why_in_an_object()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__Warehouse"] = "";
        start.Environment["METRICS_LOG_FORMAT"] = "json";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeLimit);
        Assert.Equal(2, process.ExitCode);
        var said = JsonDocument.Parse(Assert.Single((await errors).Trim().Split('\n'))).RootElement;
        Assert.Equal(("Error", "Metrics.Api"), (said.GetProperty("level").GetString(), said.GetProperty("category").GetString()));
        Assert.Contains("ConnectionStrings__Warehouse is not set", said.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("METRICS_LOG_FORMAT", "xml", "METRICS_LOG_FORMAT is 'xml'; it takes text or json", 2)]
    [InlineData("ASPNETCORE_URLS", "nonsense", "Set ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS, such as", 2)]
    [InlineData("ASPNETCORE_URLS", "http://192.0.2.1:8080", "Set ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS, such as", 1)]
    public async Task What_the_environment_says_wrongly_ends_the_start_with_a_clear_word(
        string name, string value, string message, int expected)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__Warehouse"] = "Host=127.0.0.1;Port=1;Username=x;Database=y";
        start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeLimit);
        Assert.Contains($"error: ", await errors, StringComparison.Ordinal);
        Assert.Contains(message, await errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", await errors + await output, StringComparison.Ordinal);
        Assert.Equal(expected, process.ExitCode);
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start_with_one_word_and_no_stack()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__Warehouse"] = "Host=127.0.0.1;Port=1;Username=x;Database=y";
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{((System.Net.IPEndPoint)taken.LocalEndpoint).Port}";
        using var process = Process.Start(start)!;
        var (errors, output) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeLimit);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("Set ASPNETCORE_URLS to another address.", Assert.Single((await errors).Trim().Split('\n')),
            StringComparison.Ordinal);
        Assert.DoesNotContain("crit", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_in_JSON_has_every_text_once_and_no_key()
    {
        const string Key = "mk_abcdefghijkl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        // Nobody is at port 1: what it says of that has parts, an exception and the texts of both.
        using var api = new StartedProcess("/", ["dotnet", typeof(Program).Assembly.Location], new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = $"Host=127.0.0.1;Port=1;Username={Key};Password={Key}", ["METRICS_LOG_FORMAT"] = "json",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Find()}",
        });
        await api.SaidAsync("Now listening on", TimeLimit);
        await api.SaidAsync("\"Warning\"", TimeLimit);
        await api.StopAsync(TimeLimit);
        Assert.DoesNotContain("AAAAAAA", api.Said, StringComparison.Ordinal);
        var lines = api.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            var parts = line.EnumerateObject().ToList();
            Assert.Equal(["time", "level", "category", "event", "message"], parts.Take(5).Select(p => p.Name));
            Assert.Single(parts, p => p.Value.ToString() == line.GetProperty("message").GetString());
            Assert.DoesNotContain(parts, p => p.Value.ValueKind == JsonValueKind.Object || p.Name.Contains('{', StringComparison.Ordinal));
        });
    }
}
