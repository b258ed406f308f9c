using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Metrics.Testing;

/// <summary>A temporary PostgreSQL on a free loopback port, with data in a temporary folder; several can run side by side.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string Prefix = "metrics-pg-";
    private static readonly Lazy<PostgresServer> SharedServer = new(() => Start());
    private static readonly Lazy<int> LeftoversGone = new(RemoveLeftovers);

    // Held open while this process lives; the system releases the locks when it dies, however it dies.
    private static readonly ConcurrentBag<FileStream> Owned = [];
    private readonly string _folder;
    private readonly bool _isKept;
    private readonly Dictionary<Action<string>, string> _templates = [];
    private int _databases;

    private PostgresServer(string folder, int port, bool isKept = false) => (_folder, Port, _isKept) = (folder, port, isKept);

    /// <summary>One server for the whole test process, stopped when the process ends.</summary>
    public static PostgresServer Shared => SharedServer.Value;

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>The folder of the cluster's files.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>The server's log.</summary>
    public string LogFile => Path.Combine(_folder, "log");

    /// <summary>Creates and starts a cluster; settings are <c>name=value</c> lines of postgresql.conf.</summary>
    public static PostgresServer Start(params string[] settings)
    {
        _ = LeftoversGone.Value;
        var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
        Owned.Add(Lock(OwnerFile(folder), FileMode.CreateNew));
        return StartIn(folder, settings);
    }

    /// <summary>The same in a given folder, which is removed with the server.</summary>
    public static PostgresServer StartIn(string folder, params string[] settings) => Start(folder, isKept: false, settings);

    /// <summary>
    /// A cluster that stays when the process ends, for data that takes long to make: the first process creates it, later ones start it
    /// again.
    /// </summary>
    public static PostgresServer Keep(string folder, params string[] settings)
    {
        Directory.CreateDirectory(folder);
        return Start(folder, isKept: true, settings);
    }

    private static PostgresServer Start(string folder, bool isKept, string[] settings)
    {
        if (Environment.IsPrivilegedProcess)
            Run("chown", "-R", $"{Unprivileged}:", folder);
        var server = new PostgresServer(folder, FreePort.Find(), isKept);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Dispose();
        if (!File.Exists(Path.Combine(server.DataFolder, "PG_VERSION")))
            Pg("initdb", "-D", server.DataFolder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        // Commits are synchronous: what was committed must survive a crash of the server, if not of the machine. The last line of a name
        // counts.
        File.AppendAllLines(Path.Combine(server.DataFolder, "postgresql.conf"),
        [
            $"port={server.Port}", "listen_addresses='127.0.0.1'", $"unix_socket_directories='{folder}'", "fsync=off",
                "full_page_writes=off",
            "max_connections=200", "shared_buffers=256MB", "max_wal_size=4GB", "logging_collector=off", .. settings,
        ]);
        server.StartServer();
        return server;
    }

    /// <summary>Starts the stopped cluster again, on the same port.</summary>
    public void StartServer() => Pg("pg_ctl", "-D", DataFolder, "-l", LogFile, "-w", "-t", "60", "start");

    /// <summary>Stops the cluster immediately, as a crash would; its files stay.</summary>
    public void StopServer() => Pg("pg_ctl", "-D", DataFolder, "-m", "immediate", "-w", "stop");

    /// <summary>A new empty database and its connection string.</summary>
    public string CreateDatabase() => ConnectionString(CreateFrom("template1"));

    /// <summary>A new database that is a copy of an empty one after <paramref name="prepare"/>, which this server runs once.</summary>
    public string CreateDatabase(Action<string> prepare)
    {
        string? template;
        lock (_templates)
        {
            if (!_templates.TryGetValue(prepare, out template))
            {
                template = CreateFrom("template1");
                using (var pool = new NpgsqlConnection(ConnectionString(template)))
                {
                    prepare(ConnectionString(template));
                    // A database in use cannot be copied.
                    NpgsqlConnection.ClearPool(pool);
                }

                _templates.Add(prepare, template);
            }
        }

        return ConnectionString(CreateFrom(template));
    }

    private string CreateFrom(string template)
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        connection.Open();
        using var command = new NpgsqlCommand($"create database {name} template {template}", connection);
        command.ExecuteNonQuery();
        return name;
    }

    /// <summary>Stops the server and removes its files.</summary>
    public void Dispose()
    {
        if (!Directory.Exists(_folder))
            return;
        var isRunning = File.Exists(Path.Combine(DataFolder, "postmaster.pid"));
        if (_isKept)
        {
            if (isRunning)
                Pg("pg_ctl", "-D", DataFolder, "-m", "fast", "-w", "stop");
            return;
        }

        if (isRunning)
            StopServer();
        Directory.Delete(_folder, recursive: true);
        File.Delete(OwnerFile(_folder));
    }

    /// <summary>The connection string of one of its databases.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={database};Timeout=60;Include Error Detail=true";

    // A killed run leaves its cluster of gigabytes, and often its server, behind; some day they would fill the disk.
    private static int RemoveLeftovers()
    {
        var gone = 0;
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            using var owner = LockIfDead(folder);
            if (owner is null)
                continue;
            try
            {
                var server = new PostgresServer(folder, port: 0);
                if (IsRunning(server.DataFolder))
                    server.StopServer();
                Directory.Delete(folder, recursive: true);
                File.Delete(OwnerFile(folder));
                gone++;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                Console.Error.WriteLine($"{folder} is left of a run that was killed, and cannot be removed: {e.Message}");
            }
        }

        return gone;
    }

    private static bool IsRunning(string data)
    {
        var file = Path.Combine(data, "postmaster.pid");
        if (!File.Exists(file))
            return false;
        var commandLine = $"/proc/{File.ReadLines(file).FirstOrDefault()}/cmdline"; // the number may be another program's by now
        return File.Exists(commandLine) && File.ReadAllText(commandLine).Contains(data, StringComparison.Ordinal);
    }

    private static FileStream? LockIfDead(string folder)
    {
        try
        {
            return File.Exists(OwnerFile(folder)) ? Lock(OwnerFile(folder), FileMode.Open) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a living process holds it, or it is another user's
        }
    }

    private static FileStream Lock(string file, FileMode mode) => new(file, mode, FileAccess.ReadWrite, FileShare.None);

    // Beside the folder, not in it: the folder's files are the cluster's, and tests look into every one of them.
    private static string OwnerFile(string folder) => folder + ".owner";

    // PostgreSQL refuses to run as root, so root drops to a user that owns nothing else here.
    private static string Unprivileged { get; } = File.ReadLines("/etc/passwd")
        .Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static void Pg(string program, params string[] arguments)
    {
        var path = Path.Combine(PostgresBinaries.Folder, program);
        if (Environment.IsPrivilegedProcess)
            Run("setpriv", [$"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups", "--inh-caps=-all", path, .. arguments]);
        else
            Run(path, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        var start =
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = "/",
                RedirectStandardError = true, RedirectStandardOutput = true };
        // A server that inherits this process's pipes would keep them open: pg_ctl closes its own, the log file takes the rest.
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {error.Result}{output.Result}");
    }
}
