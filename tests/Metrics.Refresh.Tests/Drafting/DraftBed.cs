using System.Text;
using System.Text.RegularExpressions;
using Metrics.Refresh.Commands;
using Metrics.Refresh.Tests.Races;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Drafting;

/// <summary>A folder of somebody's files, and the commands that make a project of it and ask it.</summary>
internal sealed partial class DraftBed : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("metrics-init-").FullName;

    public string Data => Path.Combine(_home, "data");

    /// <summary>What its commands are started with besides; null takes a variable away.</summary>
    public Dictionary<string, string?> Environment { get; } = new() { ["ASPNETCORE_URLS"] = null };

    public string Project => Path.Combine(_home, "my-shop");

    public string ConnectionString { get; } = PostgresServer.Shared.CreateDatabase(RefreshBed.Migrated);

    /// <summary>A file in UTF-8, or in a code page of Windows.</summary>
    public DraftBed Write(string file, string text, string? codePage = null) =>
        Write(file, (codePage is null ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(codePage)!).GetBytes(text));

    public DraftBed Write(string file, byte[] bytes)
    {
        var path = Path.Combine(_home, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return this;
    }

    public string Read(string file) => File.ReadAllText(Path.Combine(Project, file));

    /// <summary>Everything below the home, for tests that nothing is left behind.</summary>
    public IReadOnlyList<string> Everything() =>
    [
        .. Directory.EnumerateFileSystemEntries(_home, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_home, f))
            .Order(StringComparer.Ordinal),
    ];

    public string In(string file) => Path.Combine(_home, file);

    /// <summary>
    /// Runs a command of the refresh in this process, as if it were started in the home; what it said, errors behind.
    /// </summary>
    public async Task<(int ExitCode, string Said)> RunAsync(params string[] arguments)
    {
        string? Variable(string name) => name switch
        {
            CommandContext.ConnectionVariable => ConnectionString,
            "METRICS_PROJECT" => Project,
            _ => Environment.TryGetValue(name, out var value) ? value : System.Environment.GetEnvironmentVariable(name),
        };
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(
            [.. arguments.Select((a, i) => IsFolder(arguments, i) ? Path.GetFullPath(a, _home) : a)],
            Variable, TextWriter.Synchronized(output), TextWriter.Synchronized(errors), CancellationToken.None);
        return (code, $"{output}{errors}");
    }

    // The folders of init, which a process would take from its own.
    private static bool IsFolder(string[] arguments, int at) => arguments[0] == "init" && at > 0 && arguments[at].Length > 0
        && !arguments[at].StartsWith('-') && (at == 1 || arguments[at - 1] is "--from" or "--from-dbt");

    /// <summary>Drafts the project, and loads nothing; what was said, and the sources that it declares.</summary>
    public async Task<(string Said, string Sources)> DraftAsync()
    {
        var (code, said) = await RunAsync("init", "my-shop", "--from", "data");
        Assert.True(code == 0, said);
        return (said, Read("my_shop/sources.yml"));
    }

    /// <summary>Drafts the project, finds it valid, and refreshes it; what the draft said.</summary>
    public async Task<string> MakeAsync()
    {
        var (drafted, said) = await RunAsync("init", "my-shop", "--from", "data");
        Assert.True(drafted == 0, said);
        var (valid, checks) = await RunAsync("validate", "--data");
        Assert.True(valid == 0 && !checks.Contains("error", StringComparison.Ordinal), said + checks);
        var (ran, run) = await RunAsync("run");
        Assert.True(ran == 0, said + run);
        return said;
    }

    /// <summary>Asks every question of the project's README over HTTP; the answers by their addresses.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AskReadmeAsync()
    {
        using var api = await ApiProcess.StartAsync(ConnectionString);
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var address in Addresses().Matches(Read("README.md")).Select(m => m.Groups[1].Value))
        {
            using var response = await api.Client.GetAsync(address);
            answers[address] = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{address}: {answers[address]} {api.Errors}");
        }

        return answers;
    }

    /// <summary>Asks one address over HTTP.</summary>
    public async Task<string> AskAsync(string address)
    {
        using var api = await ApiProcess.StartAsync(ConnectionString);
        using var response = await api.Client.GetAsync(address);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{address}: {answer} {api.Errors}");
        return answer;
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [GeneratedRegex("curl -s 'http://127.0.0.1:8080([^']*)'")]
    private static partial Regex Addresses();
}
