using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Hosting;

/// <summary>A folder of definitions over tables that a test created, served as with <c>--dev</c>.</summary>
internal sealed class PlainProject : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-plain-").FullName;
    private readonly HttpClient _client = new();
    private readonly string _server;

    private PlainProject(string server)
    {
        _server = server;
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        _client.BaseAddress = new Uri(address);
        Write("metrics.yml", "name: plain\nexternal: {schema: analytics}\n");
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(Repository.Root, "src", "Metrics.Api", "bin", output.Parent!.Name, output.Name, "Metrics.Api.dll");
        Start = () => new StartedProcess(
            _folder, ["dotnet", program, "--dev", "--project", _folder],
            new Dictionary<string, string?> { ["ConnectionStrings__Warehouse"] = server, ["ASPNETCORE_URLS"] = address,
                ["Metrics__Keyless"] = "true" });
    }

    public StartedProcess Process { get; private set; } = null!;

    private Func<StartedProcess> Start { get; }

    /// <summary>Runs the SQL, writes the definitions, and waits until they are served.</summary>
    public static async Task<PlainProject> ServeAsync(string sql, string yaml)
    {
        var server = PostgresServer.Shared.CreateDatabase();
        var project = new PlainProject(server).Write("plain/semantic/plain.yml", yaml);
        await project.RunAsync("create schema analytics; " + sql);
        project.Process = project.Start();
        await project.Process.UntilAsync(async () => await project.StatusAsync("/api/v1/diagnostics") == HttpStatusCode.OK, Soon);
        return project;
    }

    public PlainProject Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public async Task RunAsync(string sql)
    {
        await using var data = NpgsqlDataSource.Create(_server);
        await using var command = data.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public async Task<JsonElement> GraphQLAsync(string query, object? variables = null)
    {
        using var response = await _client.PostAsJsonAsync(new Uri("/graphql", UriKind.Relative), new { query, variables });
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    public void Dispose()
    {
        _client.Dispose();
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<HttpStatusCode?> StatusAsync(string path)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
