extern alias api;

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Npgsql;

namespace Metrics.Benchmarks;

/// <summary>
/// What a miss costs over HTTP beyond its statement: the same SQL with the same values, prepared, by Npgsql in the same process, in turns.
/// </summary>
internal static class MissBenchmark
{
    private const double MostMilliseconds = 3;
    private const int Warming = 100;
    private const string Question =
        "metrics=transactions&group_by=store__country&where=store__typology%20%3D%20%27Hotel%27&where=transactions%20%3E%20";

    public static async Task<int> RunAsync(Storefront storefront, int rounds)
    {
        // The factory would look for the service's sources beside this program.
        Environment.SetEnvironmentVariable("ASPNETCORE_TEST_CONTENTROOT_METRICS_API", AppContext.BaseDirectory);
        await using var host = new Host(storefront.ConnectionString);
        host.UseKestrel(0);
        using var client = host.CreateClient();
        using var explained = JsonDocument.Parse(await client.GetStringAsync(Ask("explain", 0)));
        var sql = explained.RootElement.GetProperty("sql").GetString()!;
        var parameters = explained.RootElement.GetProperty("parameters").EnumerateArray()
            .Select(p => (Value: p.GetProperty("value").GetString()!, Type: p.GetProperty("type").GetString()!)).ToList();
        await using var data = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(storefront.ConnectionString) { Options = "-c jit=off" });
        await using var connection = await data.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (value, type) in parameters)
            command.Parameters.Add(
                new NpgsqlParameter { Value = type == "text"
                    ? value : decimal.Parse(value, CultureInfo.InvariantCulture), DataTypeName = type == "text" ? "text" : "numeric" });
        await command.PrepareAsync();
        var (misses, statements) = (new List<double>(), new List<double>());
        for (var i = 1; i <= Warming + rounds; i++)
        {
            var miss = await TimeAsync(async () =>
            {
                using var answer = await client.GetAsync(Ask("query", i));
                await answer.Content.ReadAsByteArrayAsync();
                if (!answer.IsSuccessStatusCode
                    || !answer.Headers.GetValues("Cache-Status").Single().Contains("fwd=miss", StringComparison.Ordinal))
                    throw new InvalidOperationException("that was no miss");
            });
            command.Parameters[^1].Value = (decimal)i;
            var statement = await TimeAsync(async () =>
            {
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    for (var column = 0; column < reader.FieldCount; column++)
                        _ = reader.GetValue(column);
                }
            });
            if (i <= Warming)
                continue;
            misses.Add(miss);
            statements.Add(statement);
        }

        var (median, bare) = (Median(misses), Median(statements));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a miss over HTTP: {median:F2} ms, the same SQL prepared: {bare:F2} ms, added {median - bare:F2} ms at the median of "
            + $"{rounds} (at most {MostMilliseconds:F0})"));
        return median - bare < MostMilliseconds ? 0 : 1;
    }

    private static string Ask(string door, int number) => string.Create(CultureInfo.InvariantCulture, $"/api/v1/{door}?{Question}{number}");

    private static async Task<double> TimeAsync(Func<Task> workAsync)
    {
        var watch = Stopwatch.StartNew();
        await workAsync();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

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
