using System.CommandLine;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Drafting;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Commands;

/// <summary><c>init</c>: writes a project, drafted from a folder of files or over a dbt project. It touches no database.</summary>
internal static class InitCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var folder = new Argument<string>("folder") { Description = "The new project's folder: it must not exist yet, or be empty" };
        var from = new Option<string?>("--from") { Description = "A folder of CSV, TSV or NDJSON files that the project is drafted from" };
        var dbt = new Option<string?>("--from-dbt") { Description = "A dbt project that is served where it is" };
        var schema = new Option<string?>("--schema")
        {
            Description = "With --from-dbt: the schema of dbt's target, where dbt has written no manifest",
        };
        var name = new Option<string?>("--name") { Description = "The project's name; by default the folder's" };
        var command = new Command("init", "Write a new project; exit 2 if it cannot be written; then nothing is written")
        {
            folder, from, dbt, schema, name,
        };
        command.Require(result =>
        {
            if (result.GetValue(from) is not null && result.GetValue(dbt) is not null)
                result.AddError("--from and --from-dbt exclude each other");
            if (result.GetValue(schema) is not null && result.GetValue(dbt) is null)
                result.AddError("--schema needs --from-dbt");
        });
        command.SetAction((parsed, ct) =>
        {
            var here = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetValue(folder)!));
            var called = parsed.GetValue(name) is { Length: > 0 } given ? given : NewProject.NameIn(here);
            var report = new InitReport(context(parsed), here);
            return (NewProject.Refuse(here) ?? NewProject.RefuseName(called)) is { } taken ? Task.FromResult(report.Refuse([taken]))
                : parsed.GetValue(from) is { } data ? DraftAsync(report, called, Path.GetFullPath(data), ct)
                : parsed.GetValue(dbt) is { } project ? OverDbtAsync(report, called, Path.GetFullPath(project), parsed.GetValue(schema), ct)
                : EmptyAsync(report, called, ct);
        });
        return command;
    }

    private static async Task<int> DraftAsync(InitReport report, string name, string data, CancellationToken ct)
    {
        data = Path.TrimEndingDirectorySeparator(data);
        var drafted = await FolderDraft.MakeAsync(data, report.Context.Clock, ct);
        if (!drafted.Succeeded(out var draft))
            return report.Refuse(drafted.Diagnostics);
        var written = await ProjectText.Of(name, report.Folder, data, draft, report.Api)
            .WriteAsync(report.Folder, report.Context.Environment, ct);
        return written.Succeeded(out var tried) ? report.Drafted(name, draft, tried.Said) : report.Refuse(written.Diagnostics);
    }

    private static async Task<int> OverDbtAsync(InitReport report, string name, string dbt, string? schema, CancellationToken ct)
    {
        dbt = Path.TrimEndingDirectorySeparator(dbt);
        if (!CatalogFolder.IsDbtProject(dbt))
        {
            return report.Refuse([new Diagnostic(
                DiagnosticCode.NothingToDraft, $"there is no dbt_project.yml in '{dbt}'",
                Hint: "--from-dbt takes the folder that it is in")]);
        }

        if (schema is null && !File.Exists(Path.Combine(dbt, "target", "manifest.json")))
        {
            return report.Refuse([new Diagnostic(
                DiagnosticCode.NothingToDraft, $"it is not known where dbt puts the tables of '{dbt}': there is no target/manifest.json",
                Hint: "give the schema of its target with --schema, or let dbt write the manifest (dbt parse)")]);
        }

        var written = await ProjectText.OfDbt(name, report.Folder, dbt, schema, report.Api)
            .WriteAsync(report.Folder, report.Context.Environment, ct);
        return written.Succeeded(out var tried) ? report.OverDbt(name, tried.Said) : report.Refuse(written.Diagnostics);
    }

    private static async Task<int> EmptyAsync(InitReport report, string name, CancellationToken ct)
    {
        var written = await ProjectText.Empty(name, report.Folder).WriteAsync(report.Folder, report.Context.Environment, ct);
        return written.Succeeded(out _) ? report.Empty(name) : report.Refuse(written.Diagnostics);
    }
}
