using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Containers;

/// <summary>What docker would do, done without docker: build from what .dockerignore lets through, start what compose starts.</summary>
public sealed class ContainerTests : IDisposable
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly BuildContext _context = new();
    private readonly string _machine = Directory.CreateTempSubdirectory("metrics-image-").FullName;
    private readonly IReadOnlyDictionary<string, DockerfileStage> _stages = DockerfileStage.ReadAll();
    private readonly ComposeFile _compose = new();

    public void Dispose()
    {
        _context.Dispose();
        Directory.Delete(_machine, recursive: true);
    }

    [Fact]
    public async Task Images_build_from_what_dockerignore_lets_through_and_compose_s_services_get_ready()
    {
        await BuildAsync(_stages["build"]);
        var database = await CreateDatabaseAsync();
        var port = FreePort.Find();

        using (var sample = Start("refresh", "sample", database))
            await sample.SucceedAsync(StartLimit);
        using var refresh = Start("refresh", "refresh", database);
        using var api = Start("api", "api1", database, ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"));
        await ReadyAsync(port, refresh, api);
        await KeyOpensAsync(port, database);
        await api.StopAsync(StopLimit);
        await refresh.StopAsync(StopLimit);
    }

    [Fact]
    public void Nothing_but_nginx_has_a_port_and_that_is_bound_to_this_machine()
    {
        Assert.Equal(["127.0.0.1:8080:8080"], _compose.Services.SelectMany(_compose.Ports));
    }

    [Fact]
    public void Images_do_not_run_as_root_and_know_whether_they_are_healthy()
    {
        foreach (var stage in (string[])["refresh", "api"])
        {
            Assert.Equal("$APP_UID", Assert.Single(_stages[stage].All("USER")));
            Assert.Single(_stages[stage].All("HEALTHCHECK"));
        }
    }

    [DockerComposeFact]
    public async Task Docker_compose_accepts_the_file()
    {
        using var config = new StartedProcess(Repository.Root, ["docker-compose", "-f", "docker-compose.yml", "config", "--quiet"], new Dictionary<string, string?>());
        await config.SucceedAsync(StartLimit);
    }

    private async Task BuildAsync(DockerfileStage stage)
    {
        var source = Directory.CreateDirectory(Path.Combine(_machine, "source")).FullName;
        foreach (var (instruction, arguments) in stage.Steps.Where(s => s.Instruction is "COPY" or "RUN"))
        {
            var command = instruction == "COPY" ? CopyCommand(arguments, source) : arguments.Replace("/out/", $"{_machine}/out/", StringComparison.Ordinal);
            using var step = new StartedProcess(source, ["bash", "-ec", command], new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1" });
            await step.SucceedAsync(BuildLimit);
        }
    }

    // A folder is copied by its content, as COPY does.
    private string CopyCommand(string arguments, string to)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var target = Path.Combine(to, words[^1]);
        return string.Join('\n', words[..^1].Select(w => Path.Combine(_context.Folder, w))
            .Select(from => Directory.Exists(from) ? $"mkdir -p '{target}' && cp -r '{from}/.' '{target}'" : $"mkdir -p '{target}' && cp '{from}' '{target}'"));
    }

    private StartedProcess Start(string stage, string service, NpgsqlConnectionStringBuilder database, params (string Name, string Value)[] more) =>
        Start(stage, service, database, _compose.Command(service), more);

    private StartedProcess Start(string stage, string service, NpgsqlConnectionStringBuilder database, string[] command, params (string Name, string Value)[] more)
    {
        var environment = _stages[stage].All("ENV").Select(e => e.Split('=', 2)).ToDictionary(e => e[0], string? (e) => OnThisMachine(e[1]));
        environment.Remove("ASPNETCORE_HTTP_PORTS");
        foreach (var (name, value) in _compose.Environment(service))
            environment[name] = name == "ConnectionStrings__Warehouse" ? Mapped(value, database) : OnThisMachine(value);
        foreach (var (name, value) in more)
            environment[name] = value;
        var entry = JsonSerializer.Deserialize<string[]>(_stages[stage].All("ENTRYPOINT").Single())!;
        if (command.Length == 0)
            command = _stages[stage].All("CMD").Select(c => JsonSerializer.Deserialize<string[]>(c)!).SingleOrDefault() ?? [];
        return new StartedProcess(Path.Combine(_machine, "out", stage), [.. entry, .. command.Select(OnThisMachine)], environment);
    }

    private string OnThisMachine(string text) => text.Replace("/data/", $"{_machine}/data/", StringComparison.Ordinal).Replace("/project/", $"{_context.Folder}/", StringComparison.Ordinal);

    // The user and password stay compose's own.
    private static string Mapped(string connection, NpgsqlConnectionStringBuilder database)
    {
        var mapped = new NpgsqlConnectionStringBuilder(connection);
        Assert.Equal("postgres", mapped.Host);
        (mapped.Host, mapped.Port, mapped.Database) = (database.Host, database.Port, database.Database);
        return mapped.ConnectionString;
    }

    // As the README says: nobody is anonymous in a container, and a key is made in the refresh's.
    private async Task KeyOpensAsync(int port, NpgsqlConnectionStringBuilder database)
    {
        using var keys = Start("refresh", "refresh", database, ["keys", "create", "--name", "me"]);
        await keys.SucceedAsync(StartLimit);
        var key = keys.Said.Split('\n').Single(l => l.StartsWith("mk_", StringComparison.Ordinal)).Trim();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/metrics")).StatusCode);
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        for (var watch = Stopwatch.StartNew(); (await client.GetAsync("/api/v1/metrics")).StatusCode != HttpStatusCode.OK;)
            Assert.True(watch.Elapsed < StopLimit, "the key was never known");
    }

    private static async Task<NpgsqlConnectionStringBuilder> CreateDatabaseAsync()
    {
        var database = PostgresServer.Shared.CreateDatabase();
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        // What the image of PostgreSQL makes of POSTGRES_USER.
        await using var role = new NpgsqlCommand("create role metrics login superuser", connection);
        await role.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(database);
    }

    private static async Task ReadyAsync(int port, params StartedProcess[] processes)
    {
        using var client = new HttpClient();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < StartLimit; await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System))
        {
            Assert.True(processes.All(p => !p.HasExited), string.Join('\n', processes.Select(p => p.Said)));
            try
            {
                using var answer = await client.GetAsync($"http://127.0.0.1:{port}/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    Assert.Contains("\"role\":\"metrics_api\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        Assert.Fail(string.Join('\n', processes.Select(p => p.Said)));
    }
}
