using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Files;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// A text with policies, or with a key that may be a mistyped one for them, may be meant to hide something. While it cannot be read or is
/// not in force, the models it may be about are closed: those the file defines or mentions, those that a metric of the file reads, and all
/// over a table that one of them reads or the text mentions.
/// </summary>
internal static class UnreadPolicies
{
    // Where a model's policies are: any key there that nothing reads may be a misspelled one for them.
    private static readonly HashSet<string> SettingsOfModel = new(
        from list in (string[])["/semantic_models", "/semantic_model", "/models", "/models/semantic_model"]
        from meta in (string[])["/config/meta/metrics", "/meta/metrics"]
        select list + meta, StringComparer.OrdinalIgnoreCase);

    // What holds them, which is no text.
    private static readonly HashSet<string> HoldersOfModel = new(
        SettingsOfModel.SelectMany(s => (string[])[s, s[..s.LastIndexOf('/')], s.Split("/meta/")[0]]).Where(s => s.Contains("/config")
            || s.Contains("/meta")), StringComparer.OrdinalIgnoreCase);

    // Where a text may be definitions that lost their form: a whole file in quotes, a list behind a bar.
    private static readonly HashSet<string> Definitions = new(
        ["", "/semantic_models", "/semantic_model", "/models", "/metrics", "/metric", "/saved_queries", "/saved_query"],
        StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<Finding> Check(RuleContext context) =>
        Closings(context.Source, context.Set).Select(c => Closed(c.Model, c.Path))
            .Concat(PoliciesElsewhere.Of(context.Source, context.Set).Select(f => f.Problem));

    /// <summary>The models that are closed, each with the file that closes it.</summary>
    public static IEnumerable<(SemanticModel Model, string Path)> Closings(CatalogSource source, DefinitionSet set)
    {
        var closing = source.Files.Select(f => (File: f, Text: Unread(f, set))).Where(f => f.Text is not null)
            .Select(f => (f.File.Path, Tables: TablesConcerned.ByFile(set, f.File, f.Text!)))
            .Concat(PoliciesElsewhere.Of(source, set).Select(f => (f.File.Path, f.Tables)));
        return
            from file in closing.ToList()
            from model in set.Models
            where file.Tables.Contains(model.Table)
            select (model, file.Path);
    }

    /// <summary>The finding that closes a model because of a file.</summary>
    public static Finding Closed(SemanticModel model, string path) => DefinitionKey.OfModel(model.Name).Broken(
        DiagnosticCode.PoliciesUnread, $"closed to all callers, since {path} mentions policies that are not in force and may apply to it",
        model.Location, hint: $"fix {path} or what keeps it from being used, or delete it");

    // The text that may be meant to hide something and is not in force; null when there is none, or when all that it says of this equals
    // the text in force word for word.
    private static string? Unread(CatalogFile file, DefinitionSet set)
    {
        if (file.Newer is { } newer)
            return Differs(file.Path, newer, file.Text) ? newer : null;
        var isRead = !set.Findings.Exists(
            f => f.Diagnostic.Code == DiagnosticCode.UnreadableFile && f.Diagnostic.Location?.File == file.Path);
        return !isRead && MaySpeak(file.Text) ? file.Text : null;
    }

    /// <summary>True for a text that may be meant to hide something, by its keys, or by its words where it is not YAML.</summary>
    public static bool MayHide(string path, string text) => Written(path, text) is { } found ? found.Count > 0 : PolicyWords.AreIn(text);

    // A text that is not YAML may have policies in what looks like a comment.
    private static bool MaySpeak(string text) => Mentions(text) > 0 || PolicyWords.AreIn(text);

    private static bool Differs(string path, string newer, string older) => Written(path, newer) is not { } now ? MaySpeak(newer)
        : (now.Count > 0 || Mentions(newer) > 0)
            && !(Mentions(newer) == Mentions(older) && Written(path, older) is { } before && now.SequenceEqual(before));

    private static int Mentions(string text) => text.Split(PolicyWords.Key, StringSplitOptions.None).Length - 1;

    // Every key that may be meant to hide something, with the names and tables of the definitions around it; null when the text is not
    // YAML.
    internal static List<string>? Written(string path, string text)
    {
        var (problems, found) = (new List<Diagnostic>(), new List<string>());
        foreach (var document in YamlText.Read(path, text, problems))
            Collect(document, "", "", found);
        return problems.Exists(p => p.Severity == DiagnosticSeverity.Error) ? null : found;
    }

    // The names around a value identify its definition, the keys its place in it.
    private static void Collect(YamlValue value, string names, string keys, List<string> found)
    {
        switch (value)
        {
            case YamlValue.Sequence sequence:
                foreach (var item in sequence.Items)
                    Collect(item, names, keys, found);
                break;
            case YamlValue.Scalar { IsNull: false } text when Definitions.Contains(keys) && PolicyWords.AreIn(text.Text):
                found.Add($"{names}{keys}: {text.Text}");
                break;
            case YamlValue.Mapping mapping:
                foreach (var entry in mapping.Entries.Where(e => e.Key.Text is "name" or "model" or "node_relation"))
                    names += $"/{YamlJson.Print([entry])}";
                if (PolicyShapes.HasConditionOfTable(mapping))
                    found.Add($"{names}{keys}: {YamlJson.Print(PolicyShapes.ConditionOfTable(mapping))}");
                var ofModel = SettingsOfModel.Contains(keys);
                foreach (var entry in mapping.Entries.Where(e => !UnitTestData.IsAt($"{keys}/{e.Key.Text}")))
                {
                    var key = entry.Key.Text;
                    var ours = keys.EndsWith("/meta/metrics", StringComparison.OrdinalIgnoreCase);
                    if (PolicyWords.IsWhole(key) || PolicyWords.IsNearPart(key) || (ours && PolicyShapes.IsSecret(entry))
                        || (ofModel && !PolicyReader.IsOther(key))
                        || (entry.Value is YamlValue.Scalar { IsNull: false } && HoldersOfModel.Contains($"{keys}/{key}")))
                        found.Add($"{names}{keys}: {YamlJson.Print([entry])}");
                    else
                        Collect(entry.Value, names, $"{keys}/{key}", found);
                }

                break;
        }
    }
}
