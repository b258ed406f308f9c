using System.Net;
using System.Text.Json;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Containers;

/// <summary>Does without docker what docker would do: build from what .dockerignore lets through, start what compose starts.</summary>
[Collection(BuildsAll.Name)]
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
        // A server of its own: whoever may make roles may change those that it made itself, and nobody else's.
        using var server = PostgresServer.Start();
        var database = await CreateDatabaseAsync(server);
        var port = FreePort.Find();
        Assert.NotEqual(0, await HealthAsync("refresh"));

        using (var sample = Start("samples", "sample", database))
            await sample.SucceedAsync(StartLimit);
        using var refresh = Start("refresh", "refresh", database);
        using var api = Start("api", "api1", database, ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"));
        await ReadyAsync(port, refresh, api);
        await refresh.UntilAsync(async () => await HealthAsync("refresh") == 0, StartLimit);
        await ReadsOnlyAsync(database);
        await NoSuperuserAsync(database);
        await KeyOpensAsync(port, database);
        await api.StopAsync(StopLimit);
        await refresh.StopAsync(StopLimit);
        Assert.NotEqual(0, await HealthAsync("refresh"));
        // One that hangs touches its file no more.
        var alive = OnThisMachine(Settings("refresh")["METRICS_ALIVE_FILE"]!);
        await File.WriteAllTextAsync(alive, "");
        Assert.Equal(0, await HealthAsync("refresh"));
        File.SetLastWriteTimeUtc(alive, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromMinutes(1));
        Assert.NotEqual(0, await HealthAsync("refresh"));
    }

    [Fact]
    public void Nothing_starts_without_passwords_of_one_s_own()
    {
        var passwords = ComposeFile.Variables.Where(v => v.Name.Contains("PASSWORD", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["METRICS_API_PASSWORD", "METRICS_OWNER_PASSWORD", "METRICS_POSTGRES_PASSWORD", "METRICS_REDIS_PASSWORD"],
            passwords.Select(p => p.Name).Distinct().Order());
        Assert.All(passwords, p => Assert.StartsWith($":?set {p.Name} to a password of your own", p.Behind, StringComparison.Ordinal));
        // No other text stands where a password goes.
        Assert.DoesNotMatch(@"(?i)password[=:]\s*[""']?[a-z0-9]", ComposeFile.Text);
        foreach (var service in (string[])["api1", "api2"])
            Assert.Equal("redis:6379,password=made-up-METRICS_REDIS_PASSWORD", _compose.Environment(service)["ConnectionStrings__Redis"]);
    }

    [Fact]
    public void Every_service_is_confined_bounded_and_watched_and_every_image_has_its_exact_version()
    {
        foreach (var service in _compose.Services)
        {
            Assert.Equal("true", _compose.Value(service, "read_only"));
            Assert.Equal(["ALL"], _compose.Values(service, "cap_drop"));
            Assert.Equal(["no-new-privileges:true"], _compose.Values(service, "security_opt"));
            Assert.Matches("^[0-9]+[mg]$", _compose.Value(service, "mem_limit")!);
            var image = _compose.Value(service, "image")!;
            if (image is "metrics-refresh" or "metrics-api" or "metrics-samples")
                continue;
            Assert.Matches(@":\d+\.\d+(\.\d+)?$", image);
            Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", _compose.Value(service, "user")!);
            Assert.NotEmpty(_compose.HealthTest(service));
        }

        Assert.All(_stages.Values, s => Assert.Matches(@":10\.0\.\d+$", s.Base));
    }

    [RedisFact]
    public async Task Redis_asks_for_its_password_and_its_health_check_sends_it()
    {
        var port = FreePort.Find();
        var command = _compose.Command("redis");
        Assert.Equal(["sh", "-c"], command[..2]);
        var environment = _compose.Environment("redis").ToDictionary(e => e.Key, string? (e) => e.Value);
        var script = command[2].Replace("$$", "$", StringComparison.Ordinal)
            .Replace("redis-server -", $"redis-server - --port {port} --bind 127.0.0.1", StringComparison.Ordinal)
            .Replace("--dir /tmp", $"--dir {_machine}", StringComparison.Ordinal);
        using var redis = new StartedProcess(_machine, ["sh", "-c", script], environment);
        Assert.Equal("CMD-SHELL", _compose.HealthTest("redis")[0]);
        var health = _compose.HealthTest("redis")[1].Replace("redis-cli", $"redis-cli -p {port}", StringComparison.Ordinal);
        await redis.UntilAsync(async () => await RunAsync(health, environment) == 0, StartLimit);
        Assert.NotEqual(0, await RunAsync(health, new Dictionary<string, string?> { ["REDISCLI_AUTH"] = null }));
        Assert.NotEqual(0, await RunAsync(health, new Dictionary<string, string?> { ["REDISCLI_AUTH"] = "wrong" }));
        await redis.StopAsync(StopLimit);
    }

    [Fact]
    public void Nothing_but_nginx_has_a_port_and_that_is_bound_to_this_machine()
    {
        Assert.Equal(["127.0.0.1:8080:8080"], _compose.Services.SelectMany(_compose.Ports));
    }

    [Fact]
    public void Images_do_not_run_as_root_and_know_whether_they_are_healthy()
    {
        foreach (var stage in (string[])["refresh", "api", "samples"])
            Assert.Equal("$APP_UID", Assert.Single(_stages[stage].All("USER")));
        // Making samples ends by itself.
        foreach (var stage in (string[])["refresh", "api"])
            Assert.Single(_stages[stage].All("HEALTHCHECK"));
    }

    [DockerComposeFact]
    public async Task Docker_compose_accepts_the_file()
    {
        using var config = new StartedProcess(
            Repository.Root, ["docker-compose", "-f", "docker-compose.yml", "config", "--quiet"], new Dictionary<string, string?>());
        await config.SucceedAsync(StartLimit);
    }

    private async Task BuildAsync(DockerfileStage stage)
    {
        var source = Directory.CreateDirectory(Path.Combine(_machine, "source")).FullName;
        foreach (var (instruction, arguments) in stage.Steps.Where(s => s.Instruction is "COPY" or "RUN"))
        {
            var command = instruction == "COPY"
                ? CopyCommand(arguments, source) : arguments.Replace("/out/", $"{_machine}/out/", StringComparison.Ordinal);
            using var step = new StartedProcess(
                source, ["bash", "-ec", command], new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1" });
            await step.SucceedAsync(BuildLimit);
        }
    }

    // A folder is copied by its content, as COPY does.
    private string CopyCommand(string arguments, string to)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var target = Path.Combine(to, words[^1]);
        return string.Join('\n', words[..^1].Select(w => Path.Combine(_context.Folder, w))
            .Select(from => Directory.Exists(from)
                ? $"mkdir -p '{target}' && cp -r '{from}/.' '{target}'" : $"mkdir -p '{target}' && cp '{from}' '{target}'"));
    }

    private StartedProcess Start(
        string stage, string service, NpgsqlConnectionStringBuilder database, params (string Name, string Value)[] more) =>
        Start(stage, service, database, _compose.Command(service), more);

    private Dictionary<string, string?> Settings(string stage) =>
        _stages[stage].All("ENV").Select(e => e.Split('=', 2)).ToDictionary(e => e[0], string? (e) => OnThisMachine(e[1]));

    // As docker runs it: the command of HEALTHCHECK in the image's environment.
    private async Task<int> HealthAsync(string stage)
    {
        var check = _stages[stage].All("HEALTHCHECK").Single();
        var command = JsonSerializer.Deserialize<string[]>(check[check.IndexOf("CMD ", StringComparison.Ordinal)..][4..])!;
        using var run = new StartedProcess(_machine, command, Settings(stage));
        return await run.EndAsync(StopLimit);
    }

    private async Task<int> RunAsync(string command, IReadOnlyDictionary<string, string?> environment)
    {
        using var run = new StartedProcess(_machine, ["sh", "-c", command], environment);
        return await run.EndAsync(StopLimit);
    }

    private StartedProcess Start(
        string stage, string service, NpgsqlConnectionStringBuilder database, string[] command, params (string Name, string Value)[] more)
    {
        var environment = Settings(stage);
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

    private string OnThisMachine(string text) => text.Replace("/data/", $"{_machine}/data/", StringComparison.Ordinal)
        .Replace("/project/", $"{_context.Folder}/", StringComparison.Ordinal)
        .Replace("/tmp/metrics-alive", $"{_machine}/metrics-alive", StringComparison.Ordinal);

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
        await Eventually.HoldsAsync(() => client.AnswersAsync("/api/v1/metrics"), "the key was never known", StopLimit);
    }

    // What the image of PostgreSQL does with the folder that compose mounts, when it starts for the first time.
    private async Task<NpgsqlConnectionStringBuilder> CreateDatabaseAsync(PostgresServer server)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.CreateDatabase());
        var environment = _compose.Environment("postgres").ToDictionary(e => e.Key, string? (e) => e.Value);
        (environment["PGHOST"], environment["PGPORT"]) = (settings.Host, $"{settings.Port}");
        environment["PATH"] = $"{PostgresBinaries.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var script in Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "postgres")).Order())
        {
            using var run = new StartedProcess("/", [script], environment);
            await run.SucceedAsync(StartLimit);
        }

        settings.Database = "metrics";
        return settings;
    }

    private static async Task NoSuperuserAsync(NpgsqlConnectionStringBuilder database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var roles = new NpgsqlCommand(
            """
            select string_agg(rolname, ' ' order by rolname) from pg_roles
            where rolname like 'metrics%' and not rolsuper and not rolcreatedb and not rolreplication and not rolbypassrls
            """, connection);
        Assert.Equal("metrics metrics_analyst metrics_api metrics_bi", await roles.ExecuteScalarAsync());
        await using var owner = new NpgsqlCommand(
            "select pg_get_userbyid(datdba) from pg_database where datname = current_database()", connection);
        Assert.Equal("metrics", await owner.ExecuteScalarAsync());
    }

    // Health tells whoever has no key nothing of roles.
    private static async Task ReadsOnlyAsync(NpgsqlConnectionStringBuilder database)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var roles = new NpgsqlCommand(
            """
            select string_agg(distinct usename, ' ') from pg_stat_activity
            where application_name = 'metrics-api' and datname = current_database()
            """, connection);
        Assert.Equal("metrics_api", await roles.ExecuteScalarAsync());
    }

    private static async Task ReadyAsync(int port, params StartedProcess[] processes)
    {
        using var client = new HttpClient();
        await Eventually.HoldsAsync(
            () => client.AnswersAsync($"http://127.0.0.1:{port}/health/ready"), () => string.Join('\n', processes.Select(p => p.Said)),
            StartLimit, inVain: () => Array.Exists(processes, p => p.HasExited));
    }
}
