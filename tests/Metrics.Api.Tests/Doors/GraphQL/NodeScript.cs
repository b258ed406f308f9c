using System.Diagnostics;
using System.Text.Json;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>Scripts of a folder with a package.json, whose packages are installed by its lock file.</summary>
internal sealed class NodeScript(string folder)
{
    private const int TimeLimit = 300_000;
    private static readonly Lock _installing = new();

    /// <summary>Those that judge the API from outside.</summary>
    public static NodeScript Judges { get; } = new(Path.Combine(Repository.Root, "tests", "Metrics.Api.Tests", "Doors", "GraphQL", "Node"));

    /// <summary>Runs a script that says one line of JSON.</summary>
    public JsonElement Run(string script, params string[] arguments) => JsonDocument.Parse(Say("node", [script, .. arguments])).RootElement;

    /// <summary>Runs a program in the folder and returns what it said; fails when it does.</summary>
    public string Say(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        lock (_installing)
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules")))
                Start("npm", ["ci", "--no-audit", "--no-fund"], []);
        }

        return Start(program, arguments, environment);
    }

    private string Start(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start =
            new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = folder,
                RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEndAsync();
        Assert.True(process.WaitForExit(TimeLimit), $"{program} {string.Join(' ', arguments)} did not end");
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {said.Result}{errors.Result}");
        return said.Result;
    }
}
