extern alias api;

using System.Data;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;

namespace Metrics.Benchmarks;

/// <summary>
/// A dashboard of six <c>data</c> fields: cold against the same six statements side by side by Npgsql, and from cache against a minimal
/// application.
/// </summary>
internal static class DashboardBenchmark
{
    private const double MostTimes = 1.15;
    private const double LeastRate = 0.25;
    private const int Warming = 20;

    public static async Task<int> RunAsync(Storefront storefront, int rounds, int seconds) =>
        Math.Max(await ColdAsync(storefront, rounds), await CachedAsync(storefront, seconds));

    private static async Task<int> ColdAsync(Storefront storefront, int rounds)
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_TEST_CONTENTROOT_METRICS_API", AppContext.BaseDirectory);
        await using var host = new Host(storefront.ConnectionString);
        host.UseKestrel(0);
        using var client = host.CreateClient();
        await using var data = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(storefront.ConnectionString) { Options = "-c jit=off" });
        var commands = await CommandsAsync(client, data);
        var (requests, statements) = (new List<double>(), new List<double>());
        for (var i = 1; i <= Warming + rounds; i++)
        {
            var number = i;
            var byHand = await TimeAsync(() => RunAsync(commands, number));
            var request = await TimeAsync(() => AskAsync(client, number));
            if (i <= Warming)
                continue;
            requests.Add(request);
            statements.Add(byHand);
        }

        foreach (var command in commands)
            await command.Connection!.DisposeAsync();
        var times = Wrk.Median(requests) / Wrk.Median(statements);
        Wrk.Print(
            $"a dashboard of six fields, cold: {Wrk.Median(requests):F2} ms, its six statements side by side: "
            + $"{Wrk.Median(statements):F2} ms, {times:F2} times at the median of {rounds} (at most {MostTimes:F2}); load "
            + $"{await LoadAsync()}");
        return times <= MostTimes ? 0 : 1;
    }

    private static async Task<int> CachedAsync(Storefront storefront, int seconds)
    {
        var folder = Directory.CreateTempSubdirectory("metrics-bench-");
        try
        {
            var (url, bare) = ($"http://127.0.0.1:{Wrk.FreePort()}", Wrk.FreePort());
            using var serving = Child.Start(
                Child.Program("Metrics.Api"), new Dictionary<string, string>(storefront.Environment) { ["ASPNETCORE_URLS"] = url });
            using var client = new HttpClient();
            await Wrk.StartedAsync(client, $"{url}/graphql?query={{__typename}}");
            using var content = new StringContent(Dashboard.Request(1), MediaTypeHeaderValue.Parse("application/json"));
            var answer = await client.PostAsync($"{url}/graphql", content);
            var (file, script) = (Path.Combine(folder.FullName, "body"), Path.Combine(folder.FullName, "post.lua"));
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            if (!answer.IsSuccessStatusCode || JsonDocument.Parse(bytes).RootElement.TryGetProperty("errors", out _))
                throw new InvalidOperationException("the dashboard was not answered");
            await File.WriteAllBytesAsync(file, bytes);
            await File.WriteAllTextAsync(
                script, $"wrk.method='POST'\nwrk.headers['Content-Type']='application/json'\nwrk.body=[==[{Dashboard.Request(1)}]==]\n");
            using var minimal = Child.Start(
                Path.Combine(AppContext.BaseDirectory, "Metrics.Benchmarks.dll"), new Dictionary<string, string>(), "bare",
                $"{bare}", file);
            await Wrk.StartedAsync(client, $"http://127.0.0.1:{bare}/");
            var (least, ours) = (new List<double>(), new List<double>());
            for (var round = 0; round <= 3; round++)
            {
                var (a, b) =
                    (await Wrk.RateAsync(
                        $"http://127.0.0.1:{bare}/", script, seconds), await Wrk.RateAsync($"{url}/graphql", script, seconds));
                // The first round only warms.
                if (round > 0)
                    (least, ours) = ([.. least, a], [.. ours, b]);
            }

            var share = Wrk.Median(ours) / Wrk.Median(least);
            Wrk.Print(
                $"the same from cache, {bytes.Length:N0} bytes: {Wrk.Median(ours):N0} requests/s, the minimal application "
                + $"{Wrk.Median(least):N0}: {share:P0} (at least {LeastRate:P0}); load {await LoadAsync()}");
            return share >= LeastRate ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The statements that the API would run, with the number as a parameter.
    private static async Task<List<NpgsqlCommand>> CommandsAsync(HttpClient client, NpgsqlDataSource data)
    {
        const int Sentinel = 987_654;
        List<NpgsqlCommand> commands = [];
        foreach (var body in Dashboard.Bodies(Sentinel))
        {
            using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
            using var explained = JsonDocument.Parse(
                await (await client.PostAsync("/api/v1/explain", content)).Content.ReadAsStringAsync());
            var command = new NpgsqlCommand(explained.RootElement.GetProperty("sql").GetString(), await data.OpenConnectionAsync());
            foreach (var parameter in explained.RootElement.GetProperty("parameters").EnumerateArray())
            {
                if (parameter.GetProperty("value").GetString() != $"-{Sentinel}")
                    throw new InvalidOperationException("a statement has another value than the number");
                command.Parameters.Add(new NpgsqlParameter { Value = 0m, DataTypeName = "numeric" });
            }

            await command.PrepareAsync();
            commands.Add(command);
        }

        return commands;
    }

    private static async Task AskAsync(HttpClient client, int number)
    {
        using var content = new StringContent(Dashboard.Request(number), MediaTypeHeaderValue.Parse("application/json"));
        using var answer = await client.PostAsync("/graphql", content);
        await answer.Content.ReadAsByteArrayAsync();
        if (!answer.IsSuccessStatusCode || answer.Headers.GetValues("Cache-Status").Single() != "metrics; fwd=miss; stored")
            throw new InvalidOperationException("that was no miss");
    }

    private static Task RunAsync(List<NpgsqlCommand> commands, int number) => Task.WhenAll(commands.Select(async command =>
    {
        foreach (NpgsqlParameter parameter in command.Parameters)
            parameter.Value = (decimal)-number;
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.Default);
        while (await reader.ReadAsync())
        {
            for (var column = 0; column < reader.FieldCount; column++)
                _ = reader.GetValue(column);
        }
    }));

    private static async Task<double> TimeAsync(Func<Task> workAsync)
    {
        var watch = Stopwatch.StartNew();
        await workAsync();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task<string> LoadAsync() => (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];

    private sealed class Host(string warehouse) : WebApplicationFactory<api::Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            builder.UseSetting("ConnectionStrings:Warehouse", warehouse);
            builder.UseSetting("Metrics:Keyless", "true");
        }
    }
}
