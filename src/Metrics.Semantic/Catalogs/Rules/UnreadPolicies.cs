using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// A text with policies that cannot be read or is not in force may be meant to hide something. Until it is in force, the models it may be
/// about are closed: those the file defines or mentions, and all over a table that one of them reads or the text mentions.
/// </summary>
internal static class UnreadPolicies
{
    private const string Word = "policies";

    public static IEnumerable<Finding> Check(RuleContext context) =>
        Closings(context.Source, context.Set).Select(c => Closed(c.Model, c.Path));

    /// <summary>The models that are closed, each with the file that closes it.</summary>
    public static IEnumerable<(SemanticModel Model, string Path)> Closings(CatalogSource source, DefinitionSet set)
    {
        foreach (var file in source.Files)
        {
            if (Unread(file, set) is not { } text)
                continue;
            var tables = set.Models
                .Where(m => m.Location.File == file.Path || UnreadFiles.Mentions(text, m.Name) || set.Written.NamesOf(m.Table)
                    .Any(n => UnreadFiles.Mentions(text, n)))
                .Select(m => m.Table).ToHashSet(StringComparer.Ordinal);
            foreach (var model in set.Models.Where(m => tables.Contains(m.Table)))
                yield return (model, file.Path);
        }
    }

    /// <summary>The finding that closes a model because of a file.</summary>
    public static Finding Closed(SemanticModel model, string path) => DefinitionKey.OfModel(model.Name).Broken(
        DiagnosticCode.PoliciesUnread, $"closed to all callers, since {path} mentions policies that are not in force and may apply to it",
        model.Location, hint: $"fix {path}, or what keeps it from being used");

    // The text with policies that is not in force; null when there is none, or when its policies equal those in force word for word.
    private static string? Unread(CatalogFile file, DefinitionSet set)
    {
        if (file.Newer is { } newer)
            return SpeaksOfPolicies(newer) && !SamePolicies(file.Path, newer, file.Text) ? newer : null;
        var isRead = !set.Findings.Exists(
            f => f.Diagnostic.Code == DiagnosticCode.UnreadableFile && f.Diagnostic.Location?.File == file.Path);
        return !isRead && SpeaksOfPolicies(file.Text) ? file.Text : null;
    }

    private static bool SpeaksOfPolicies(string text) => text.Contains(Word, StringComparison.OrdinalIgnoreCase);

    private static bool SamePolicies(string path, string newer, string older) =>
        CountOf(newer) == CountOf(older)
        && Written(path, newer) is { } now && Written(path, older) is { } before && now.SequenceEqual(before);

    private static int CountOf(string text) => text.Split(Word, StringSplitOptions.None).Length;

    // Every policy with the names and tables of the definitions around it; null when the text is not YAML.
    private static List<string>? Written(string path, string text)
    {
        var (problems, found) = (new List<Diagnostic>(), new List<string>());
        foreach (var document in YamlText.Read(path, text, problems))
            Collect(document, "", found);
        return problems.Exists(p => p.Severity == DiagnosticSeverity.Error) ? null : found;
    }

    private static void Collect(YamlValue value, string within, List<string> found)
    {
        switch (value)
        {
            case YamlValue.Sequence sequence:
                foreach (var item in sequence.Items)
                    Collect(item, within, found);
                break;
            case YamlValue.Mapping mapping:
                foreach (var entry in mapping.Entries.Where(e => e.Key.Text is "name" or "model" or "node_relation"))
                    within += $"/{YamlJson.Print([entry])}";
                foreach (var entry in mapping.Entries)
                {
                    if (entry.Key.Text == Word)
                        found.Add($"{within}: {YamlJson.Print([entry])}");
                    else
                        Collect(entry.Value, within, found);
                }

                break;
        }
    }
}
