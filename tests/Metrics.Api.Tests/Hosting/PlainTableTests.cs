using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Hosting;

/// <summary>
/// Over HTTP, an answer from plain tables is never older than their change key says, whether it comes from kept results, from ready answers
/// or by its tag.
/// </summary>
public sealed class PlainTableTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);
    private static readonly Uri Query = new("/api/v1/query?metrics=amount", UriKind.Relative);

    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-plain-").FullName;
    private readonly string _server = PostgresServer.Shared.CreateDatabase();
    private readonly HttpClient _client = new();
    private StartedProcess _api = null!;

    public async Task InitializeAsync()
    {
        await RunAsync(
            """
            create schema analytics; create table analytics.loads (load int); create table analytics.sale (kind text, amount int);
            insert into analytics.loads values (1); insert into analytics.sale values ('a', 10);
            """);
        var semantic = Directory.CreateDirectory(Path.Combine(_folder, "shop", "semantic")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "metrics.yml"),
            "name: shop\nexternal: {schema: analytics, change_key: select max(load) from analytics.loads}\n");
        await File.WriteAllTextAsync(
            Path.Combine(semantic, "sales.yml"),
            "semantic_models:\n  - name: sales\n    model: ref('sale')\n    primary_entity: sale\n    measures: [{name: amount, agg: "
            + "sum, create_metric: true}]\n");
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "Metrics.Api", "bin", output.Parent!.Name, output.Name, "Metrics.Api.dll");
        _api = new StartedProcess(
            _folder, ["dotnet", program, "--dev", "--project", _folder],
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Warehouse"] = _server, ["ASPNETCORE_URLS"] = address, ["Metrics__Keyless"] = "true",
            });
        _client.BaseAddress = new Uri(address);
        await _api.UntilAsync(() => _client.AnswersAsync($"{Query}"), Soon);
    }

    public Task DisposeAsync()
    {
        _client.Dispose();
        _api.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_answer_over_plain_tables_changes_with_their_key_whatever_was_kept()
    {
        var first = await AskAsync(null);
        Assert.Equal((10L, HttpStatusCode.OK), (first.Amount, first.Status));
        // Several times, so that everything that may keep has kept.
        for (var i = 0; i < 3; i++)
            Assert.Equal((10L, "metrics; hit"), ((await AskAsync(null)).Amount, (await AskAsync(null)).Cache));
        Assert.Equal(HttpStatusCode.NotModified, (await AskAsync(first.Tag)).Status);
        Assert.Equal(10, await GraphQLAsync());
        Assert.Equal(10, await GraphQLAsync());

        await RunAsync("begin; update analytics.sale set amount = 11; insert into analytics.loads values (2); commit");
        Assert.Equal((11L, HttpStatusCode.OK), ((await AskAsync(first.Tag)).Amount, (await AskAsync(first.Tag)).Status));
        Assert.Equal(11, await GraphQLAsync());
        Assert.Equal(11, (await AskAsync(null)).Amount);
    }

    /// <summary>
    /// Nothing is published when a plain table changes, so a question that it refuses has it looked at once more: a policy's mask is laid
    /// over every column, those too that nobody asks for.
    /// </summary>
    [Fact]
    public async Task A_plain_table_that_lost_a_column_is_asked_as_it_is_now()
    {
        using var project = await PlainProject.ServeAsync(
            """
            create table analytics.sale (id int primary key, kind text, note text, amount int);
            insert into analytics.sale values (1, 'a', 'x', 10), (2, 'b', 'y', 5);
            """,
            """
            semantic_models:
              - name: sales
                model: ref('sale')
                entities: [{name: sale, type: primary, expr: id}]
                dimensions: [{name: kind, type: categorical}]
                measures: [{name: amount, agg: sum, create_metric: true}]
                config: {meta: {metrics: {policies: [{unless: {role: admin}, rows: "sale__kind = 'a'"}]}}}
            """);
        async Task AssertIsAsync(long amount) =>
            Assert.Equal(amount, (await project.GetAsync(Query.OriginalString)).GetProperty("rows")[0][0].GetInt64());
        await AssertIsAsync(10);
        await project.RunAsync("alter table analytics.sale drop note");
        await AssertIsAsync(10);
        await project.RunAsync("insert into analytics.sale values (3, 'a', 7)");
        await AssertIsAsync(17);
    }

    private async Task<(long? Amount, HttpStatusCode Status, string Cache, string? Tag)> AskAsync(string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Query);
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        using var response = await _client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        using var body = text.Length == 0 ? null : JsonDocument.Parse(text);
        return (
            body?.RootElement.GetProperty("rows")[0][0].GetInt64(), response.StatusCode,
            string.Join(", ", response.Headers.TryGetValues("Cache-Status", out var said) ? said : []),
            response.Headers.ETag?.ToString());
    }

    private async Task<long> GraphQLAsync()
    {
        using var response = await _client.PostAsJsonAsync(
            new Uri("/graphql", UriKind.Relative), new { query = "{ query(input: {metrics: [{name: \"amount\"}]}) { rows } }" });
        var text = await response.Content.ReadAsStringAsync();
        using var body = JsonDocument.Parse(text);
        Assert.True(body.RootElement.TryGetProperty("data", out var data), text);
        return long.Parse($"{data.GetProperty("query").GetProperty("rows")[0][0]}", System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task RunAsync(string sql)
    {
        await using var data = NpgsqlDataSource.Create(_server);
        await using var command = data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
