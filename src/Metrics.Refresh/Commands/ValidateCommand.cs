using System.CommandLine;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Commands;

/// <summary><c>validate</c>: reads the project and says all that is wrong with it; touches no database.</summary>
internal static class ValidateCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var command = new Command("validate", "Check the project's files; exit 2 if something is wrong");
        command.SetAction(parsed => Validate(context(parsed)));
        return command;
    }

    private static int Validate(CommandContext context)
    {
        if (context.LoadProject() is not { } project)
            return CommandContext.Usage;
        var draft = CatalogLoader.Load(project.Catalog);
        var problems = draft.Diagnostics.Concat(draft.UnknownTables([.. project.Nodes.Keys])).ToList();
        context.Report(problems);
        if (problems.Any(p => p.Severity == DiagnosticSeverity.Error))
            return CommandContext.Usage;
        var kinds = project.Nodes.Values.GroupBy(n => n.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}");
        context.Output.WriteLine($"Project '{project.Settings.Name}' is valid: {project.Nodes.Count} tables ({string.Join(", ", kinds)}), {project.Nodes.Values.Sum(n => n.Tests.Count)} data tests, {project.Catalog.Files.Count} semantic files.");
        return 0;
    }
}
