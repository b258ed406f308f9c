using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Metrics.Refresh.Commands;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Races;

/// <summary>The API as its users start it, over the warehouse of a test.</summary>
internal sealed class ApiProcess : IDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;

    private ApiProcess(Process process, Uri address) => (_process, Client) = (process, new HttpClient { BaseAddress = address });

    public HttpClient Client { get; }

    /// <summary>The errors that it has logged, for whoever is told no more than that something went wrong.</summary>
    public string Errors => string.Join('\n', _errors);

    public static Task<ApiProcess> StartAsync(RefreshBed bed, RedisServer? redis = null) => StartAsync(bed.ConnectionString, redis);

    public static async Task<ApiProcess> StartAsync(string connectionString, RedisServer? redis = null)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        // Built beside this test by its project file, in the same configuration.
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "Metrics.Api", "bin", build.Parent!.Name, build.Name, "Metrics.Api.dll");
        var start = new ProcessStartInfo("dotnet", [program]) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment[CommandContext.ConnectionVariable] = connectionString;
        start.Environment["ConnectionStrings__Redis"] = redis?.Configuration;
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["Metrics__Keyless"] = "true";
        start.Environment["METRICS_LOG_FORMAT"] = "json";
        var api = new ApiProcess(Process.Start(start)!, address);
        api._process.OutputDataReceived += (_, line) => api.Hear(line.Data);
        api._process.BeginOutputReadLine();
        await Eventually.HoldsAsync(
            () => api.IsReadyAsync(), () => api._process.HasExited ? "the API ended before it was ready" : "the API did not get ready",
            TimeSpan.FromMinutes(4), inVain: () => api._process.HasExited);

        return api;
    }

    public void Dispose()
    {
        Client.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line?.Contains("\"level\":\"Error\"", StringComparison.Ordinal) == true)
            _errors.Enqueue(line);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
