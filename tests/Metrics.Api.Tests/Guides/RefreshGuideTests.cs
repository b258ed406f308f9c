using System.Text.RegularExpressions;
using Metrics.Api.Tests.Warehouses;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Api.Tests.Guides;

/// <summary>docs/refresh.md followed from top to bottom: its files are written where it says, and its commands must succeed.</summary>
[Collection(BuildsAll.Name)]
public sealed partial class RefreshGuideTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-guide-").FullName;
    private readonly string _warehouse = PostgresServer.Shared.CreateDatabase();

    [Fact]
    public async Task Every_file_and_every_command_of_the_guide_works_in_its_order()
    {
        WriteScripts();
        using (var executable = Start("bash", "-c", "chmod +x scripts/*.sh"))
            await executable.SucceedAsync(Patience);
        using var api = new ApiHost(_warehouse);
        StartedProcess? worker = null;
        try
        {
            var blocks = Block().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "refresh.md")));
            Assert.True(blocks.Count(b => b.Groups["language"].Value == "sh") >= 10, "the guide has lost its commands");
            foreach (Match block in blocks)
            {
                var (language, file, text) = (block.Groups["language"].Value, block.Groups["file"].Value, block.Groups["text"].Value);
                if (file.Length > 0)
                    Write(file, text);
                else if (language == "sh")
                    await TypeAsync(text, api.Client.BaseAddress!.Authority);
                else if (language == "console")
                    worker = Start("bash", "scripts/refresh.sh", "serve");
                await QuietAsync();
            }

            Assert.NotNull(worker);
            await worker.StopAsync(Patience);
        }
        finally
        {
            worker?.Dispose();
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task TypeAsync(string commands, string address)
    {
        // Whoever types keeps one shell open: a key that was made further up is still in it.
        const string Kept = "kept-key";
        var typed = commands.Replace("127.0.0.1:8080", address, StringComparison.Ordinal);
        const string Before = $"[ ! -f {Kept} ] || key=$(cat {Kept})";
        const string After = $"[ -z \"${{key:-}}\" ] || printf %s \"$key\" > {Kept}";
        using var shell = Start("bash", "-euc", $"{Before}\n{typed}\n{After}");
        await shell.SucceedAsync(Patience);
        // A run that was to be cancelled may have been faster.
        var refusals = ProblemCode().Matches(shell.Said).Select(m => m.Groups["code"].Value).Where(c => c != "Q302");
        Assert.True(!refusals.Any(), $"{commands}\n{shell.Said}");
    }

    private StartedProcess Start(params string[] command)
    {
        var settings = new NpgsqlConnectionStringBuilder(_warehouse);
        return new StartedProcess(_folder, command, new Dictionary<string, string?>
        {
            ["ConnectionStrings__Warehouse"] = _warehouse,
            ["METRICS_PROJECT"] = Path.Combine(_folder, "my-shop"),
            ["METRICS_ENVIRONMENT"] = null,
            ["PGHOST"] = settings.Host,
            ["PGPORT"] = $"{settings.Port}",
            ["PGUSER"] = settings.Username,
            ["PGDATABASE"] = settings.Database,
        });
    }

    // What was asked for over the API is made by the worker meanwhile; a person types more slowly than this test.
    private async Task QuietAsync()
    {
        await using var connection = new NpgsqlConnection(_warehouse);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(*) from ops.api_run where status in ('queued', 'running')", connection);
        await using var exists = new NpgsqlCommand("select to_regclass('ops.api_run') is not null", connection);
        if (await exists.ExecuteScalarAsync() is not true)
            return;
        await Eventually.HoldsAsync(async () => (long)(await command.ExecuteScalarAsync())! == 0, "a run goes on and on", Patience);
    }

    // The same names as in a clone; there they find the programs that run.sh built and the cluster that it started.
    private void WriteScripts()
    {
        Script("refresh.sh", $"exec dotnet '{RefreshedWarehouse.RefreshProgram}' \"$@\"");
        Script("psql.sh", $"exec '{PostgresBinaries.Folder}/psql' -X \"$@\"");
        Script("pg.sh", $"program=$1; shift; exec '{PostgresBinaries.Folder}/'\"$program\" \"$@\"");
    }

    private void Script(string name, string text) => Write($"scripts/{name}", $"#!/usr/bin/env bash\nset -eu\n{text}\n");

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    [GeneratedRegex("^```(?<language>[a-z]+)( (?<file>[^\n]+))?\n(?<text>.*?)^```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();

    [GeneratedRegex("\"code\":\"(?<code>[QEA][0-9]{3})\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProblemCode();
}
