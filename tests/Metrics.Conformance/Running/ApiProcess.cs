using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Metrics.Conformance.Packs;
using Metrics.Testing;

namespace Metrics.Conformance.Running;

/// <summary>The real API serving one manifest over the pack's tables, as its own process.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly StringBuilder _said = new();

    private ApiProcess(Process process, string folder, HttpClient client)
    {
        (_process, _folder, Client) = (process, folder, client);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    public static async Task<ApiProcess> StartAsync(string manifest, PackDatabase database, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("metrics-conformance-").FullName;
        var semantic = Directory.CreateDirectory(Path.Combine(folder, "conformance", "semantic")).FullName;
        // The pack's own results join to tables whose primary entities repeat; its manifests are believed, and answers that rest on it
        // warn.
        await File.WriteAllTextAsync(
            Path.Combine(folder, "metrics.yml"), $"name: conformance\nexternal: {{schema: {database.Schema}, keys: declared}}\n", ct);
        await File.WriteAllTextAsync(Path.Combine(semantic, "semantic_manifest.json"), manifest, ct);
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Built.Program("Metrics.Api"), "--dev", "--project", folder])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Warehouse"] = database.ConnectionString;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["Metrics__Keyless"] = "true";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException("the API did not start");
        var api = new ApiProcess(
            process, folder, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) });
        await api.ReadyAsync(ct);
        return api;
    }

    public async Task<(int Status, JsonNode? Body)> PostAsync(string path, JsonNode body, CancellationToken ct)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(path, content, ct);
        return await ReadAsync(response, ct);
    }

    public async Task<(int Status, JsonNode? Body)> GetAsync(string path, CancellationToken ct)
    {
        using var response = await Client.GetAsync(path, ct);
        return await ReadAsync(response, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<(int, JsonNode?)> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private async Task ReadyAsync(CancellationToken ct)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(5); await Task.Delay(50, ct))
        {
            if (_process.HasExited)
                break;
            try
            {
                using var response = await Client.GetAsync("/health/ready", ct);
                if (response.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new InvalidOperationException($"the API did not get ready: {_said}");
    }

    private void Keep(string? line)
    {
        lock (_said)
            _said.AppendLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
