using System.Net;
using Metrics.Testing;

namespace Metrics.Api.Tests;

/// <summary>
/// The API in a separate process, for what a test must not share with other tests' hosts: meters, memory, the end of the process.
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
    public Task UntilAsync(HttpStatusCode readiness) =>
        Process.UntilAsync(() => Client.AnswersAsync("/health/ready", readiness), Patience);

    public void Dispose()
    {
        Client.Dispose();
        Process.Dispose();
    }
}
