using System.CommandLine;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Runs;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Commands;

/// <summary><c>test</c>: runs the data tests against the published tables; changes nothing.</summary>
internal static class TestCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        const string What = "Run the data tests against the published tables; exit 1 if one of severity error fails";
        var command = new Command("test", What) { RunCommand.Select, RunCommand.Exclude };
        command.SetAction((parsed, ct) =>
            TestAsync(context(parsed), parsed.GetValue(RunCommand.Select)!, parsed.GetValue(RunCommand.Exclude)!, ct));
        return command;
    }

    private static async Task<int> TestAsync(CommandContext context, string[] select, string[] exclude, CancellationToken ct)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var (opened, code) = await context.OpenWarehouseAsync(project.Claim with { ByName = true }, ct);
        await using var warehouse = opened;
        if (warehouse is null)
            return code;
        var selection = await RunSelection.ResolveAsync(project, warehouse, select, exclude, ct);
        context.Report(selection.Diagnostics);
        if (!selection.Succeeded(out var selected))
            return CommandContext.Usage;
        var published = await new VersionLog(warehouse.Data, warehouse.Clock).CurrentAsync(ct);
        await using var connection = await warehouse.Data.OpenConnectionAsync(ct);
        var (passed, failed) = (0, 0);
        foreach (var node in project.Graph.Order().Where(selected.Contains).Select(n => project.Nodes[n]).Where(n => n.Tests.Count > 0))
        {
            if (!published.TryGetValue(node.Name, out var current))
            {
                await context.Output.WriteLineAsync($"{node.Name}: not published yet, {node.Tests.Count} tests not run");
                continue;
            }

            var target = new TestTarget(
                RowsAt.Of(current.Built),
                name => published.TryGetValue(name, out var other) ? RowsAt.Of(other.Built) : throw new MissingTableException(name))
            {
                FileWrittenAt = node is SourceNode source ? SourceFiles.WrittenAt(source.Table) : null,
                Vars = project.Settings.Vars,
                Secrets = SecretColumns.Of(node, project.Nodes),
            };
            foreach (var outcome in await DataTestRun.RunAsync(connection, node.Tests, target, ct))
            {
                (passed, failed) = outcome.Blocks ? (passed, failed + 1) : (passed + 1, failed);
                await context.Output.WriteLineAsync($"{outcome.Status,-7} {node.Name}: {outcome}");
            }
        }

        await context.Output.WriteLineAsync($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : CommandContext.Failed;
    }
}
