using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Metrics.Testing;

/// <summary>A temporary Redis on a free loopback port, which can be killed, frozen and started again.</summary>
public sealed class RedisServer : IDisposable
{
    private static readonly string? _program = Find();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-redis-");
    private Process? _process;

    private RedisServer(int port) => Port = port;

    /// <summary>Whether this machine has a Redis.</summary>
    public static bool IsHere => _program is not null;

    /// <summary>The loopback port it listens on.</summary>
    public int Port { get; }

    /// <summary>What the API takes as <c>ConnectionStrings__Redis</c>.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>Starts one.</summary>
    public static RedisServer Start()
    {
        var server = new RedisServer(FreePort.Find());
        server.StartServer();
        return server;
    }

    /// <summary>Starts it, empty, on the same port.</summary>
    public void StartServer()
    {
        _process = Process.Start(new ProcessStartInfo(
            _program ?? throw new InvalidOperationException(RedisFactAttribute.Absent),
            ["--port", $"{Port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.FullName, "--maxmemory",
                "64mb", "--maxmemory-policy", "allkeys-lru"])
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        for (var watch = Stopwatch.StartNew(); !Answers(); Thread.Yield())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(20) || _process.HasExited)
                throw new InvalidOperationException("redis-server did not start");
        }
    }

    /// <summary>Sends a command; returns the lines of a list, or the single line of another answer.</summary>
    public IReadOnlyList<string> Ask(params string[] command)
    {
        using var client = new TcpClient();
        client.Connect(IPAddress.Loopback, Port);
        using var stream = client.GetStream();
        var parts = command.Select(c => $"${System.Text.Encoding.UTF8.GetByteCount(c)}\r\n{c}\r\n");
        stream.Write(System.Text.Encoding.UTF8.GetBytes($"*{command.Length}\r\n{string.Concat(parts)}"));
        using var reader = new StreamReader(stream);
        return Read(reader);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Suspends it: connections stay, nothing is answered.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Resumes it.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>Ends it and removes its files.</summary>
    public void Dispose()
    {
        if (_process is { HasExited: false })
            Kill();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static IReadOnlyList<string> Read(StreamReader reader)
    {
        var line = reader.ReadLine() ?? throw new InvalidOperationException("Redis closed the connection");
        var rest = line[1..];
        return line[0] switch
        {
            '-' => throw new InvalidOperationException(rest),
            '*' =>
            [
                .. Enumerable.Range(0, int.Parse(rest, System.Globalization.CultureInfo.InvariantCulture)).SelectMany(_ => Read(reader)),
            ],
            '$' => rest == "-1" ? [] : [reader.ReadLine()!],
            _ => [rest],
        };
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, Port);
            client.GetStream().Write("PING\r\n"u8);
            var answer = new byte[7];
            return client.GetStream().ReadAtLeast(answer, answer.Length, throwOnEndOfStream: false) == answer.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Append("/usr/bin")
        .Select(p => Path.Combine(p, "redis-server"))
        .FirstOrDefault(File.Exists);
}
