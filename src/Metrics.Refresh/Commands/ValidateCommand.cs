using System.CommandLine;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Policies;
using Npgsql;

namespace Metrics.Refresh.Commands;

/// <summary>
/// <c>validate</c>: checks the project, or only a manifest, and reports all errors. It reads a database only to check tables that others
/// build, if it is given the connection.
/// </summary>
internal static class ValidateCommand
{
    public static Command Create(Func<ParseResult, CommandContext> context)
    {
        var manifest = new Option<string[]>("--manifest")
        {
            Description = "Instead of the project: a semantic_manifest.json, checked by dbt's rules; "
                + "or files of semantic_model:, metric: … documents",
            AllowMultipleArgumentsPerToken = true,
        };
        var rules = new Option<string[]>("--rules")
        {
            Description = $"Only these of dbt's rules, by name; {ManifestCheck.DefaultRules} for those that dbt runs by default",
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
        var own = project.Nodes.Keys.ToHashSet(StringComparer.Ordinal);
        var source = CatalogFolder.Read(project.Folder);
        var draft = CatalogLoader.Load(source, own);
        var withPolicies = source.Files.Where(f => f.SpeaksOfPolicies).Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        report.Add(draft.Issues.Select(i => Unpublished(i, withPolicies)));
        report.Add(draft.UnknownMetrics(project.Golden.Select(g => (g.Metric, $"golden test '{g.Name}'", g.Location))));
        report.Add(QuestionChecks.Of(draft, Questions(project, report.Context.Clock.GetUtcNow()), new DeclaredTypes(project).Of));
        report.Add(new KnownColumns(project).Missing(draft.Models));
        report.Add(KeylessRows.Of(draft.Models));
        // Seeds are always read: they are files of the project, as its definitions are.
        var tried = project.Nodes.Values.OrderBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => n is SeedNode seed ? seed.Table : n is SourceNode file && withData ? file.Table : null).OfType<SourceTable>();
        foreach (var table in tried)
            report.Add(await SourceTrial.RunAsync(table, ct));
        report.Add(UnclaimedFiles.Warnings(project.SourceTables).Select(u => u.Warning));
        var others = "";
        if (source.External is null)
            report.Add(draft.UnknownTables(own));
        else if (draft.TablesOfOthers(own) is var tables)
            others = $", {tables.Count} tables that others build ({await CheckOthersAsync(report, draft, own, tables, ct)})";
        var kinds = project.Nodes.Values.GroupBy(n => n.Kind).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Count()} {g.Key}");
        var count = project.Nodes.Count == 0 ? "0 tables" : $"{project.Nodes.Count} tables ({string.Join(", ", kinds)})";
        return report.End(
            $"Project '{project.Settings.Name}' is valid: {count}, {project.Nodes.Values.Sum(n => n.Tests.Count)} data tests, "
                + $"{source.Files.Count} semantic files{others}.");
    }

    // Validation does not read what is published, so the hint says what a run would do: a file with an error keeps its last good text.
    private static ManifestIssue Unpublished(ManifestIssue issue, HashSet<string> withPolicies)
    {
        if (issue.Diagnostic.Code != DiagnosticCode.LeftOut)
            return issue;
        var hint = issue.Diagnostic.Location is { } at && withPolicies.Contains(at.File)
            ? "an earlier text of the file that was published stays in force only if it has the same policies; if they differ, "
                + "the tables they may apply to are closed to all callers"
            : "if an earlier text of the file was published and still fits its tables, that stays in force and nothing is left out";
        return issue with { Diagnostic = issue.Diagnostic with { Hint = hint } };
    }

    // A golden test that cannot be parsed was reported when the project was loaded.
    private static IEnumerable<LaterQuestion> Questions(Project project, DateTimeOffset now)
    {
        foreach (var golden in project.Golden)
        {
            if (golden.Ask(now).Succeeded(out var query))
                yield return new LaterQuestion(query, $"golden test '{golden.Name}'", golden.Location);
        }
    }

    // Checks the tables that others build, if there is a database; returns how far it got, for the report's last line.
    private static async Task<string> CheckOthersAsync(
        ValidationReport report, CatalogDraft draft, HashSet<string> own, EquatableList<string> tables, CancellationToken ct)
    {
        if (tables.Count == 0)
            return "none is asked for";
        if (report.Context.Environment(CommandContext.ConnectionVariable) is not { Length: > 0 } connection)
            return NotChecked($"no database is given ({CommandContext.ConnectionVariable})");
        try
        {
            await using var data = NpgsqlDataSource.Create(connection);
            var snapshot = await new PublicationReader(data, report.Context.Clock).ReadAsync(ct);
            var published = snapshot.Value?.Tables.Select(BindableTable.Of).ToList() ?? [];
            var bound = await CatalogBinding.DescribeAsync(draft, published, new PostgresStore(data), ct);
            // A table that the project's next run will build is not missing.
            var coming = draft.Models.Where(m => own.Contains(m.Table) && published.TrueForAll(p => p.Model != m.Table))
                .Select(m => m.Location).ToHashSet();
            report.Add(bound.Catalog.Diagnostics.Except(draft.Diagnostics).Where(d => d.Location is not { } at || !coming.Contains(at)));
            return "checked";
        }
        catch (ArgumentException)
        {
            return NotChecked($"{CommandContext.ConnectionVariable} is not a PostgreSQL connection string");
        }
        catch (NpgsqlException e)
        {
            return NotChecked($"the database cannot be read: {e.Message}");
        }

        string NotChecked(string why)
        {
            report.NotChecked(why, tables);
            return "not checked";
        }
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
                report.Add(
                    [new ManifestIssue(
                        ManifestIssue.Unreadable,
                        new Diagnostic(DiagnosticCode.UnreadableFile, e.Message, new SourceLocation(file, 0, 0)))]);
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
