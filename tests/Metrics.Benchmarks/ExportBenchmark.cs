using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Metrics.Benchmarks;

/// <summary>An export of millions of rows in each streamed format: how long, how large, and the most memory the API ever had.</summary>
internal static class ExportBenchmark
{
    private const long MostMemory = 300L * 1024 * 1024;
    private const string Path =
        "/api/v1/query?metrics=transactions_all_statuses&group_by=transaction,store__country,metric_time__day&format=";

    public static async Task<int> RunAsync(long rows)
    {
        using var storefront = await Storefront.RefreshAsync(rows);
        var good = true;
        foreach (var format in (string[])["csv", "ndjson", "xlsx"])
        {
            // A new process for each: the peak is of its whole life.
            var address = $"http://127.0.0.1:{FreePort()}";
            using var api = Child.Start(Child.Program("Metrics.Api"), new Dictionary<string, string>(storefront.Environment)
            {
                ["ASPNETCORE_URLS"] = address, ["Metrics__QueryTimeoutSeconds"] = "600",
            });
            using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(20) };
            await StartedAsync(client);
            var watch = Stopwatch.StartNew();
            using var answer = await client.GetAsync(Path + format, HttpCompletionOption.ResponseHeadersRead);
            answer.EnsureSuccessStatusCode();
            var (bytes, lines) = await CountAsync(await answer.Content.ReadAsStreamAsync());
            var peak = await PeakAsync(api.Id);
            var whole = format == "xlsx" || lines == rows + (format == "csv" ? 1 : 0);
            good &= whole && (format != "csv" || peak < MostMemory);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{format}: {rows:N0} rows, {bytes / 1024 / 1024:N0} MiB in {watch.Elapsed.TotalSeconds:0.0} s, at most "
                + $"{peak / 1024 / 1024:N0} MiB resident{(whole ? "" : $", but {lines:N0} lines")}"));
        }

        return good ? 0 : 1;
    }

    private static async Task<(long Bytes, long Lines)> CountAsync(Stream stream)
    {
        var (buffer, bytes, lines) = (new byte[256 * 1024], 0L, 0L);
        for (var read = await stream.ReadAsync(buffer); read > 0; read = await stream.ReadAsync(buffer))
        {
            bytes += read;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return (bytes, lines);
    }

    private static async Task<long> PeakAsync(int process) => 1024 * long.Parse(
        (await File.ReadAllLinesAsync($"/proc/{process}/status")).Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    private static async Task StartedAsync(HttpClient client)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException) when (tries < 600)
            {
                // Still starting.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
