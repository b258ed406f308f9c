using System.CommandLine;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Sources;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Commands;

/// <summary><c>validate</c>: reads the project, or a manifest by itself, and says all that is wrong with it; touches no database.</summary>
internal static class ValidateCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var manifest = new Option<string[]>("--manifest")
        {
            Description = "Instead of the project: a semantic_manifest.json, held to dbt's rules; or files of semantic_model:, metric: … documents",
            AllowMultipleArgumentsPerToken = true,
        };
        var rules = new Option<string[]>("--rules")
        {
            Description = $"Only these of dbt's rules, by name; {ManifestCheck.DefaultRules} for those that dbt runs by itself",
            AllowMultipleArgumentsPerToken = true,
        };
        var format = new Option<string>("--format") { Description = "text or json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var data = new Option<bool>("--data")
        {
            Description = $"Also read the first {SourceTrial.Rows:N0} rows of every source, as a run would",
        };
        rules.AcceptOnlyFromAmong([ManifestCheck.DefaultRules, .. ManifestCheck.Rules]);
        var command = new Command("validate", "Check the project's files, or a manifest; exit 2 if something is wrong")
        {
            manifest, rules, format, data,
        };
        command.SetAction(async (parsed, ct) =>
        {
            var report = new ValidationReport(context(parsed), parsed.GetValue(format) == "json");
            return parsed.GetValue(manifest) is { Length: > 0 } files ? Manifest(report, files, parsed.GetValue(rules))
                : await ProjectAsync(report, parsed.GetValue(data), ct);
        });
        return command;
    }

    private static async Task<int> ProjectAsync(ValidationReport report, bool withData, CancellationToken ct)
    {
        var loaded = report.Context.LoadProject(report.Add);
        if (loaded is not { } project)
            return report.End(null);
        var draft = CatalogLoader.Load(project.Catalog);
        report.Add(draft.Issues);
        report.Add(draft.UnknownTables([.. project.Nodes.Keys]));
        report.Add(draft.UnknownMetrics(project.Golden.Select(g => (g.Metric, $"golden test '{g.Name}'", g.Location))));
        // Seeds are files of the project as its definitions are.
        var tried = project.Nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => n is SeedNode seed ? seed.Table : n is SourceNode source && withData ? source.Table : null).OfType<SourceTable>();
        foreach (var table in tried)
            report.Add(await SourceTrial.RunAsync(table, ct));
        var kinds = project.Nodes.Values.GroupBy(n => n.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}");
        return report.End($"Project '{project.Settings.Name}' is valid: {project.Nodes.Count} tables ({string.Join(", ", kinds)}), {project.Nodes.Values.Sum(n => n.Tests.Count)} data tests, {project.Catalog.Files.Count} semantic files.");
    }

    private static int Manifest(ValidationReport report, string[] files, string[]? rules)
    {
        var texts = new List<(string File, string Text)>();
        foreach (var file in files)
        {
            try
            {
                texts.Add((file, File.ReadAllText(file)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                report.Add([new ManifestIssue(ManifestIssue.Unreadable, new Diagnostic(DiagnosticCode.UnreadableFile, e.Message, new SourceLocation(file, 0, 0)))]);
            }
        }

        var only = rules is { Length: > 0 } ? rules : null;
        foreach (var (file, text) in texts.Where(t => IsManifest(t.File)))
            report.Add(ManifestCheck.OfManifest(file, text, only));
        report.Add(ManifestCheck.OfDocuments(texts.Where(t => !IsManifest(t.File))));
        return report.End($"Nothing is wrong with {string.Join(", ", files)}.");
    }

    private static bool IsManifest(string file) => Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase);
}
