using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Metrics.GraphQL.Tests.Reference;

/// <summary>The reference implementation in a process of its own: JSON lines in, JSON lines out.</summary>
public sealed class ReferenceJudge : IDisposable
{
    private static readonly Lock Installing = new();
    private readonly Process process;

    public ReferenceJudge()
    {
        var folder = Folder();
        Install(folder);
        process = Start("node", folder, "judge.mjs");
    }

    public JsonObject Ask(string operation, JsonObject question)
    {
        question["op"] = operation;
        process.StandardInput.WriteLine(question.ToJsonString());
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The reference ended: {process.StandardError.ReadToEnd()}");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer["failed"] is { } failure
            ? throw new InvalidOperationException($"The reference failed: {failure}\nasked: {question}") : answer;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static void Install(string folder)
    {
        lock (Installing)
        {
            if (Directory.Exists(Path.Combine(folder, "node_modules", "graphql")))
                return;
            using var npm = Start("npm", folder, "ci", "--no-audit", "--no-fund");
            var output = npm.StandardOutput.ReadToEndAsync();
            var errors = npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            if (npm.ExitCode != 0)
                throw new InvalidOperationException($"npm ci failed in {folder}: {errors}{output.Result}");
        }
    }

    private static Process Start(string program, string folder, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = program == "npm",
        })!;
}
