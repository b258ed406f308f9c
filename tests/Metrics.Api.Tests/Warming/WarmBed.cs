using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Metrics.Api.Tests.Storefront;
using Metrics.Api.Tests.Warehouses;
using Npgsql;

namespace Metrics.Api.Tests.Warming;

/// <summary>The storefront pack, published once, and refreshes of it that can be watched and killed.</summary>
internal sealed class WarmBed : IDisposable
{
    public const string TopStores = "/api/v1/saved-queries/top_stores/result";
    public const string ByCountry = "/api/v1/query?metrics=transactions,transacted_amount&group_by=store__country&order_by=store__country";
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);
    private int _seed = 31;

    /// <summary>Publishes the first version, with as much patience for warming as is said.</summary>
    public WarmBed(int warmSeconds, Action<StorefrontWarehouse>? change = null)
    {
        var settings = Path.Combine(Warehouse.ProjectFolder, "metrics.yml");
        var text = File.ReadAllText(settings).Replace("lease: 15s", "lease: 3s", StringComparison.Ordinal);
        File.WriteAllText(settings, $"{text}\npublish: {{warm_seconds: {warmSeconds}}}\n");
        change?.Invoke(Warehouse);
        Warehouse.Sample(400, _seed).Refresh();
    }

    public StorefrontWarehouse Warehouse { get; } = new();

    /// <summary>Begins to refresh from other files; it ends by itself, or is killed.</summary>
    public StartedProcess BeginRefresh()
    {
        Warehouse.Sample(400, ++_seed);
        return new StartedProcess(
            Warehouse.ProjectFolder,
            ["dotnet", RefreshedWarehouse.RefreshProgram, "--project", Warehouse.ProjectFolder, "run"],
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Warehouse"] = Warehouse.ConnectionString, ["STOREFRONT_DATA"] = Warehouse.Data,
            });
    }

    public static Task SucceedAsync(StartedProcess refresh) => refresh.SucceedAsync(Soon);

    /// <summary>To the refresh, one more API process: alive for as long as this connection is open, and never ready.</summary>
    public async Task<NpgsqlConnection> SlowProcessAsync()
    {
        var connection = new NpgsqlConnection($"{Warehouse.ConnectionString};Application Name=metrics-api warming/slow;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Waits until as many processes have computed something for what is offered.</summary>
    public Task ReadyAsync(int processes, StartedProcess refresh) => refresh.UntilAsync(
        async () => await ScalarAsync("select count(*) from ops.candidate_ready where answers > 0") == processes, Soon);

    public Task<long> PublicationAsync() => ScalarAsync("select max(publication) from ops.publication");

    public async Task<long> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<List<string>> TextsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Warehouse.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
            texts.Add(reader.GetString(0));
        return texts;
    }

    /// <summary>The first answer that is of a publication: what the cache did for it, and its rows.</summary>
    public static async Task<(string Cache, string Rows)> FirstOfAsync(HttpClient client, string question, long publication,
        string? key = null)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            var (cache, version, rows) = await AskAsync(client, question, key);
            if (version == publication)
                return (cache, rows);
            Assert.Equal(publication - 1, version);
            Assert.True(watch.Elapsed < Soon, "the publication is not seen");
        }
    }

    public static async Task<(string Cache, long Version, string Rows)> AskAsync(HttpClient client, string question, string? key = null)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, question);
            if (key is not null)
                request.Headers.Add("X-Api-Key", key);
            using var response = await client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            // A new key is known within a moment.
            if (key is not null && response.StatusCode == HttpStatusCode.Unauthorized && watch.Elapsed < Soon)
                continue;
            Assert.True(response.StatusCode == HttpStatusCode.OK, text);
            var answer = JsonDocument.Parse(text).RootElement;
            var version = long.Parse(answer.GetProperty("meta").GetProperty("data_version").GetString()!,
                System.Globalization.CultureInfo.InvariantCulture);
            return (response.Headers.GetValues("Cache-Status").Single(), version, answer.GetProperty("rows").GetRawText());
        }
    }

    public void Dispose() => Warehouse.Dispose();
}
