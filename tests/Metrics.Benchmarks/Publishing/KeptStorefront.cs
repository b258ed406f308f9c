using System.Diagnostics;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks.Publishing;

/// <summary>
/// The storefront pack over millions of made-up transactions, in a folder that outlives the process: making it takes longer than measuring.
/// </summary>
internal sealed class KeptStorefront : IDisposable
{
    private const string Fact = "warehouse/storefront/models/gold/fct_transactions.sql";
    private readonly string _folder;
    private readonly PostgresServer _server;
    private bool _isApart;

    private KeptStorefront(string folder, PostgresServer server, string connectionString) =>
        (_folder, _server, ConnectionString) = (folder, server, connectionString);

    public string ConnectionString { get; }

    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["ConnectionStrings__Warehouse"] = ConnectionString,
        ["STOREFRONT_DATA"] = Path.Combine(_folder, "files"),
        ["Metrics__Keyless"] = "true",
    };

    private string Project => Path.Combine(_folder, "warehouse");

    /// <summary>Starts it; the first time it is made, and refreshed once.</summary>
    public static async Task<KeptStorefront> OpenAsync(string folder, long transactions)
    {
        Directory.CreateDirectory(folder);
        var (server, mark) = (PostgresServer.Keep(Path.Combine(folder, "cluster")), Path.Combine(folder, "database"));
        if (File.Exists(mark))
        {
            var kept = new NpgsqlConnectionStringBuilder(await File.ReadAllTextAsync(mark)) { Port = server.Port };
            return new KeptStorefront(folder, server, kept.ConnectionString);
        }

        var made = new KeptStorefront(folder, server, server.CreateDatabase());
        ShippedProject.Copy("storefront", made.Project);
        await Child.SampleAsync(made.Environment["STOREFRONT_DATA"], transactions);
        await made.CommandAsync("run");
        await File.WriteAllTextAsync(mark, made.ConnectionString);
        return made;
    }

    /// <summary>
    /// Puts the warehouse, and every run from now on, on the first core, as if they had a machine of their own. This process and the
    /// service that it starts have to be on another one: <c>taskset -c 1</c>.
    /// </summary>
    public async Task GoApartAsync()
    {
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(_server.DataFolder, "postmaster.pid")))[0];
        using var process = Process.Start("taskset", ["-a", "-c", "-p", "0", postmaster]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("taskset did not put the warehouse on a core");
        _isApart = true;
    }

    /// <summary>How long a publication waits for caches to be warmed.</summary>
    public async Task WaitForWarmingAsync(int seconds)
    {
        var settings = Path.Combine(Project, "metrics.yml");
        var lines = (await File.ReadAllLinesAsync(settings)).Where(l => !l.StartsWith("publish:", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(settings, [.. lines, $"publish: {{warm_seconds: {seconds}}}"]);
    }

    /// <summary>
    /// Defines the fact anew, by a word that changes no row, so that all of it is built again; returns what the run said.
    /// </summary>
    public async Task<string> RefreshFactAsync()
    {
        var model = Path.Combine(_folder, Fact);
        var text = await File.ReadAllTextAsync(model);
        await File.WriteAllTextAsync(model, $"{text.TrimEnd()}\n-- {Stopwatch.GetTimestamp()}\n");
        return await CommandAsync("run");
    }

    /// <summary>When the latest publication was.</summary>
    public async Task<DateTimeOffset> PublishedAtAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select published_at from ops.publication order by publication desc limit 1",
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return reader.GetFieldValue<DateTimeOffset>(0);
    }

    public void Dispose() => _server.Dispose();

    private async Task<string> CommandAsync(params string[] arguments)
    {
        string[] command = ["dotnet", Child.Program("Metrics.Refresh"), "--project", Project, .. arguments];
        if (_isApart)
            command = ["taskset", "-c", "0", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }
}
