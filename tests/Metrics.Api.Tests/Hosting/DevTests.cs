using System.Net;
using System.Text.Json;
using Metrics.Api.Tests.Storefront;
using Metrics.Testing;

namespace Metrics.Api.Tests.Hosting;

/// <summary><c>--dev</c>: the files of a folder are the catalog, as they are saved.</summary>
public sealed class DevTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);
    private readonly StorefrontWarehouse _warehouse = new StorefrontWarehouse().Sample(400, 81).Refresh();
    private readonly HttpClient _client;
    private readonly StartedProcess _api;

    public DevTests()
    {
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "Metrics.Api", "bin", output.Parent!.Name, output.Name, "Metrics.Api.dll");
        _api = new StartedProcess(_warehouse.Project, ["dotnet", program, "--dev", "--project", _warehouse.ProjectFolder],
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Warehouse"] = _warehouse.ConnectionString,
                ["ASPNETCORE_URLS"] = address,
                ["Metrics__Keyless"] = "true",
            });
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    public void Dispose()
    {
        _client.Dispose();
        _api.Dispose();
        _warehouse.Dispose();
    }

    [Fact]
    public async Task Saved_files_are_answered_by_without_a_refresh_and_a_broken_one_takes_only_its_own_away()
    {
        await UntilAsync("/api/v1/query?metrics=transactions", HttpStatusCode.OK);
        const string Saved = "storefront/semantic/saved_just_now.yml";
        const string Path = "/api/v1/query?metrics=sold_just_now";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await _client.GetAsync(new Uri(Path, UriKind.Relative))).StatusCode);

        _warehouse.Write(Saved, Metric("sold_just_now", "{{ Dimension('transaction__status') }} = 'accepted'"));
        await UntilAsync(Path, HttpStatusCode.OK);
        Assert.Equal(await ValueAsync("/api/v1/query?metrics=transactions"), await ValueAsync(Path));

        _warehouse.Write(Saved, Metric("sold_just_now", "{{ Dimension('transaction__status') }} = 'refused'"));
        var refused = await ValueAsync("/api/v1/query?metrics=transactions_all_statuses&where=transaction__status%20%3D%20'refused'");
        await UntilAsync(async () => await ValueAsync(Path) == refused);

        // Told where it stands; everything else goes on.
        _warehouse.Write(Saved, Metric("sold_just_now", "{{ Dimension('transaction__status') }} == ="));
        await UntilAsync(Path, HttpStatusCode.UnprocessableEntity);
        using var health = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        var first = health.RootElement.GetProperty("catalog").GetProperty("first").GetString()!;
        Assert.Contains("saved_just_now.yml:2", first, StringComparison.Ordinal);
        Assert.Contains("C150", first, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(new Uri("/api/v1/query?metrics=transactions", UriKind.Relative))).StatusCode);
    }

    private static string Metric(string name, string filter) =>
        $"metrics:\n  - {{name: {name}, type: simple, filter: \"{filter}\", type_params: {{measure: transaction_count}}}}\n";

    private async Task<long?> ValueAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        if (response.StatusCode != HttpStatusCode.OK)
            return null;
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("rows")[0][0].GetInt64();
    }

    private Task UntilAsync(string path, HttpStatusCode status) => UntilAsync(async () =>
    {
        try
        {
            return (await _client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    private async Task UntilAsync(Func<Task<bool>> reachedAsync)
    {
        for (var watch = System.Diagnostics.Stopwatch.StartNew(); !await reachedAsync(); await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
            Assert.True(watch.Elapsed < Soon && !_api.HasExited, _api.Said);
    }
}
