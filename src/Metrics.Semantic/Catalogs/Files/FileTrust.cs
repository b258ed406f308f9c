using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>
/// Finds what makes a file's content unreliable: mappings with a key written twice, and policies where nothing reads them. A definition
/// that contains such a thing is refused; outside of all definitions, the file itself is not trusted.
/// </summary>
internal sealed class FileTrust(IReadOnlyList<Diagnostic> read)
{
    private readonly HashSet<SourceLocation> _told = [];

    /// <summary>What is wrong with the file outside of all definitions.</summary>
    public IEnumerable<Diagnostic> Untold => read.Where(p => p.Code != DiagnosticCode.RepeatedKey || !_told.Contains(p.Location!.Value));

    /// <summary>Checks a document after it was read.</summary>
    public void Check(MappingReader document, ReadingFile into)
    {
        into.Report(breaks: null, document.Entries.Where(e => IsStray(e, [], into)).Select(Stray));
        foreach (var entry in document.Entries)
        {
            var items = entry.Value is YamlValue.Sequence list ? list.Items : [entry.Value];
            foreach (var item in items)
                Check(item, KeysOf(entry.Key.Text, item, into), into);
        }
    }

    private void Check(YamlValue item, IReadOnlyList<DefinitionKey> keys, ReadingFile into)
    {
        foreach (var mapping in item.Whole().OfType<YamlValue.Mapping>())
        {
            var problems = read.Where(p => p.Code == DiagnosticCode.RepeatedKey && mapping.Repeated.Contains(p.Location!.Value))
                .Concat(Strays(mapping, keys, into).Select(Stray))
                .ToList();
            if (problems.Count == 0)
                continue;
            _told.UnionWith(problems.Where(p => keys.Count > 0).Select(p => p.Location!.Value));
            var isRepeated = problems.Exists(p => p.Code == DiagnosticCode.RepeatedKey);
            foreach (var key in keys)
            {
                into.Report(key, problems);
                if (key.Kind == DefinitionKind.Model && (!isRepeated || into.SpeaksOfPolicies))
                    into.Into.InDoubt.Add(key.Name);
            }

            if (keys.Count == 0)
                into.Report(breaks: null, problems.Where(p => p.Code != DiagnosticCode.RepeatedKey));
        }
    }

    private static Diagnostic Stray(YamlEntry entry) => new(
        DiagnosticCode.PolicyNotHeld, $"'{entry.Key.Text}' has no effect here", entry.Key.Location,
            "write policies under config.meta.metrics of a semantic model");

    // Policies anywhere; in meta.metrics, which is this project's own, a part of one as well. Elsewhere a word such as "hidden" is of the
    // author or of another tool.
    private static IEnumerable<YamlEntry> Strays(YamlValue.Mapping mapping, IReadOnlyList<DefinitionKey> within, ReadingFile into) =>
        mapping.Entries.Where(e => IsStray(e, within, into))
            .Concat(Under(mapping, "meta").SelectMany(m => Under(m, "metrics")).SelectMany(m => m.Entries)
                .Where(e => (PolicyWords.IsWhole(e.Key.Text) || PolicyWords.IsNearPart(e.Key.Text) || PolicyWords.IsSecret(e.Key.Text))
                    && !IsOtherMetric(e.Value) && !PolicyWords.IsPolicies(e) && !IsRead(e, within, into)));

    // Another tool has metrics of its own there, by name: {row_count: {type: count}}.
    private static bool IsOtherMetric(YamlValue value) =>
        value is YamlValue.Mapping mapping && mapping.Entries.Any(e => e.Key.Text is "type" or "sql");

    private static IEnumerable<YamlValue.Mapping> Under(YamlValue.Mapping mapping, string key) =>
        mapping.Entries.Where(e => e.Key.Text.Equals(key, StringComparison.OrdinalIgnoreCase)).Select(e => e.Value)
            .OfType<YamlValue.Mapping>();

    private static bool IsStray(YamlEntry entry, IEnumerable<DefinitionKey> within, ReadingFile into) =>
        PolicyWords.IsPolicies(entry) && !IsRead(entry, within, into);

    private static bool IsRead(YamlEntry entry, IEnumerable<DefinitionKey> within, ReadingFile into) =>
        within.Any(k => k.Kind == DefinitionKind.Model && into.PolicyKeys.Contains((k.Name, entry.Key.Location)));

    private static List<DefinitionKey> KeysOf(string list, YamlValue item, ReadingFile into)
    {
        var name = Word(item, "name");
        if (name is null)
            return [];
        switch (list)
        {
            case "semantic_models" or "semantic_model":
                return [DefinitionKey.OfModel(name)];
            case "metrics" or "metric":
                return [DefinitionKey.OfMetric(name)];
            case "saved_queries" or "saved_query":
                return [DefinitionKey.OfSavedQuery(name)];
            case "models":
                // A policy written here is meant for the table.
                var own = item is YamlValue.Mapping mapping ? mapping.Entries.FirstOrDefault(e => e.Key.Text == "semantic_model")?.Value
                    : null;
                IReadOnlyList<DefinitionKey> model = [DefinitionKey.OfModel(Word(own, "name") ?? name)];
                var policies = item.Whole().OfType<YamlValue.Mapping>().Any(m => Strays(m, model, into).Any());
                if (policies)
                    into.Into.Closed.Add(new Written.ClosedTable(
                        name, $"the policies in model '{name}' are in a place where they have no effect")
                    {
                        Ref = new Written.TableRef(null, name, null),
                    });
                return [.. model, new DefinitionKey(DefinitionKind.TimeSpine, name)];
            default:
                return [];
        }
    }

    private static string? Word(YamlValue? value, string key) =>
        value is YamlValue.Mapping mapping && mapping.Entries.FirstOrDefault(e =>
            e.Key.Text == key)?.Value is YamlValue.Scalar { IsNull: false } word ? word.Text : null;
}
