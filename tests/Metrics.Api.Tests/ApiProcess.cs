using System.Diagnostics;
using System.Net;
using Metrics.Testing;

namespace Metrics.Api.Tests;

/// <summary>
/// The API as a process of its own, for what a test must not share with the hosts of others: meters, memory, the end of the process.
/// </summary>
internal sealed class ApiProcess : IDisposable
{
    // Long enough for a machine that does much else.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private ApiProcess(StartedProcess process, Uri address) =>
        (Process, Client) = (process, new HttpClient { BaseAddress = address, Timeout = Patience });

    public StartedProcess Process { get; }

    public HttpClient Client { get; }

    /// <summary>Starts one with more of the environment, and waits until it is ready.</summary>
    public static async Task<ApiProcess> StartAsync(string warehouse, params (string Name, string Value)[] environment)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var variables = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = warehouse, ["ASPNETCORE_URLS"] = address.ToString(), ["Metrics__Keyless"] = "true",
        };
        foreach (var (name, value) in environment)
            variables[name] = value;
        var api = new ApiProcess(new StartedProcess(Repository.Root, ["dotnet", typeof(Program).Assembly.Location], variables), address);
        try
        {
            await api.UntilAsync(HttpStatusCode.OK);
            return api;
        }
        catch
        {
            api.Dispose();
            throw;
        }
    }

    /// <summary>Waits until it says of itself that it is ready, or that it is not.</summary>
    public async Task UntilAsync(HttpStatusCode readiness)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System))
        {
            Assert.True(watch.Elapsed < Patience && !Process.HasExited, Process.Said);
            try
            {
                using var answer = await Client.GetAsync("/health/ready");
                if (answer.StatusCode == readiness)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    public void Dispose()
    {
        Client.Dispose();
        Process.Dispose();
    }
}
