using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Metrics.Benchmarks;

/// <summary>Drives a service with wrk.</summary>
internal static partial class Wrk
{
    /// <summary>What a service answers once it has started.</summary>
    public static async Task<byte[]> StartedAsync(HttpClient client, string url)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await client.GetByteArrayAsync(url);
            }
            catch (HttpRequestException) when (tries < 300)
            {
                // Still starting.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    /// <summary>Requests a second, as wrk counts them.</summary>
    public static async Task<double> RateAsync(string url, string? script, int seconds, string? key = null)
    {
        string[] with = [.. script is null ? Array.Empty<string>() : ["-s", script], .. key is null
            ? Array.Empty<string>() : ["-H", $"Authorization: Bearer {key}"]];
        string[] arguments = ["-t1", "-c16", $"-d{seconds}s", .. with, url];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (wrk.ExitCode != 0 || said.Contains("Non-2xx", StringComparison.Ordinal) || !RequestsPerSecond().IsMatch(said))
            throw new InvalidOperationException(said);
        return double.Parse(RequestsPerSecond().Match(said).Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    public static void Print(string line) => Console.WriteLine(line);

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestsPerSecond();
}
