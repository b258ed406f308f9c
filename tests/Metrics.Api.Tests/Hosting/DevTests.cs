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
    public async Task Saved_files_are_answered_by_without_a_refresh_and_a_broken_one_keeps_its_last_good_definitions()
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

        // Told where it stands; its last good definition answers, and says that it does.
        _warehouse.Write(Saved, Metric("sold_just_now", "{{ Dimension('transaction__status') }} == ="));
        await UntilAsync(async () => (await ReasonsAsync(Path)).Contains("catalog", StringComparison.Ordinal));
        Assert.Contains("saved_just_now.yml has errors (C150 at line 2)", await ReasonsAsync(Path), StringComparison.Ordinal);
        Assert.Equal(refused, await ValueAsync(Path));
        // However its name is written.
        const string Capitals = "/api/v1/query?metrics=Sold_Just_NOW";
        Assert.Equal(refused, await ValueAsync(Capitals));
        Assert.Equal(await ReasonsAsync(Path), await ReasonsAsync(Capitals));
        // Also where only a condition is about it.
        Assert.Equal(await ReasonsAsync(Path), await ReasonsAsync("/api/v1/query?metrics=transactions&where=sold_just_now%20%3E%200"));
        using var health = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        Assert.Equal(1, health.RootElement.GetProperty("catalog").GetProperty("errors").GetInt32());
        using var wrong = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/api/v1/diagnostics?severity=error", UriKind.Relative)));
        var first = wrong.RootElement.GetProperty("items")[0];
        Assert.Equal("C150", first.GetProperty("code").GetString());
        Assert.Equal("storefront/semantic/saved_just_now.yml", first.GetProperty("location").GetProperty("file").GetString());
        Assert.Equal(2, first.GetProperty("location").GetProperty("line").GetInt32());
        // The operator reads the same in the log, once.
        await _api.SaidAsync("saved_just_now.yml:2", Soon);
        Assert.Equal("[]", await ReasonsAsync("/api/v1/query?metrics=transactions"));

        // Deleted on purpose, its names go; broken from the beginning, it never had any, and the refusal says where they should be.
        File.Delete(System.IO.Path.Combine(_warehouse.ProjectFolder, Saved));
        await UntilAsync(Path, HttpStatusCode.UnprocessableEntity);
        _warehouse.Write(Saved, Metric("sold_just_now", "{{ Dimension('transaction__status') }} = 'accepted'") + "  - {");
        await UntilAsync(async () => (await DetailAsync(Path)).Contains("saved_just_now.yml", StringComparison.Ordinal));
        Assert.Contains(
            "there is no metric 'sold_just_now'; storefront/semantic/saved_just_now.yml, which declares it, has an error: C100 at",
            await DetailAsync(Path), StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.OK, (await _client.GetAsync(new Uri("/api/v1/query?metrics=transactions", UriKind.Relative))).StatusCode);
    }

    private async Task<string> ReasonsAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return response.StatusCode == HttpStatusCode.OK
            ? body.RootElement.GetProperty("meta").GetProperty("degraded_reasons").GetRawText() : $"{response.StatusCode}";
    }

    private async Task<string> DetailAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return body.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString()! : "";
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

    private Task UntilAsync(string path, HttpStatusCode status) => UntilAsync(() => _client.AnswersAsync(path, status));

    private Task UntilAsync(Func<Task<bool>> reachedAsync) => _api.UntilAsync(reachedAsync, Soon);
}
