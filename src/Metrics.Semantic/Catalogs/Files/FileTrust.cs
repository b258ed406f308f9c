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
        var unknown = into.Into.Findings.Select(f => f.Diagnostic)
            .Where(d => d.Code == DiagnosticCode.UnknownKey && d.Location?.File == into.File.Path)
            .Select(d => d.Location!.Value).ToHashSet();
        var strays = new Strays(into, unknown, NamesOf(document.Entries.Select(e => e.Value)));
        foreach (var entry in document.Entries)
        {
            if (FileReader.IsUnread(entry.Key.Text))
                into.Report(breaks: null, strays.OfUnread(entry).Take(1).Select(stray => Stray(stray)));
            else
                Check(UnitTestData.Without(entry), strays, into);
        }
    }

    // Definitions, their members and columns.
    private static HashSet<string> NamesOf(IEnumerable<YamlValue> document) => document.SelectMany(v => v.Whole())
        .OfType<YamlValue.Mapping>().Select(m => Word(m, "name")).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private void Check(YamlEntry list, Strays strays, ReadingFile into)
    {
        foreach (var item in list.Value is YamlValue.Sequence many ? many.Items : [list.Value])
        {
            var keys = KeysOf(list.Key.Text, item, strays, into);
            var within = strays.Within(item, keys);
            foreach (var mapping in item.Whole().OfType<YamlValue.Mapping>())
                Check(mapping, keys, within.GetValueOrDefault(mapping) ?? [], into);
        }
    }

    private void Check(YamlValue.Mapping mapping, IReadOnlyList<DefinitionKey> keys, IEnumerable<YamlEntry> strays, ReadingFile into)
    {
        var problems = read.Where(p => p.Code == DiagnosticCode.RepeatedKey && mapping.Repeated.Contains(p.Location!.Value))
            .Concat(strays.Select(e => Stray(e, keys)))
            .Concat(Strays.Overridden(mapping).Select(Replaced))
            .ToList();
        if (problems.Count == 0)
            return;
        _told.UnionWith(problems.Where(p => keys.Count > 0).Select(p => p.Location!.Value));
        var isRepeated = problems.Exists(p => p.Code == DiagnosticCode.RepeatedKey);
        foreach (var key in keys)
        {
            into.Report(key, problems);
            if (key.Kind == DefinitionKind.Model && (!isRepeated || into.SpeaksOfPolicies || strays.Any()))
                into.Into.InDoubt.Add(key.Name);
        }

        if (keys.Count == 0)
            into.Report(breaks: null, problems.Where(p => p.Code != DiagnosticCode.RepeatedKey));
    }

    // In a metric it is no policy of any model, so it is said whose it could be.
    private static Diagnostic Stray(YamlEntry entry, IReadOnlyList<DefinitionKey>? within = null) => new(
        DiagnosticCode.PolicyNotHeld, $"'{entry.Key.Text}' has no effect here", entry.Key.Location,
            within?.Any(k => k.Kind is DefinitionKind.Metric or DefinitionKind.SavedQuery) == true
                ? "write policies under config.meta.metrics of a semantic model that this is computed from"
                : "write policies under config.meta.metrics of a semantic model");

    private static Diagnostic Replaced(YamlEntry entry) => new(
        DiagnosticCode.PolicyNotHeld,
        $"'{entry.Key.Text}' here takes the place of the one that << merges, and so of the policies in that", entry.Key.Location,
        "write them here too, or merge deeper, where they are");

    private static List<DefinitionKey> KeysOf(string list, YamlValue item, Strays strays, ReadingFile into)
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
                if (strays.Within(item, model).Count > 0)
                {
                    into.Into.Closed.Add(new ClosedTable(
                        name, $"the policies in model '{name}' are in a place where they have no effect")
                    {
                        Ref = new TableRef(null, name, null), Pack = into.Pack,
                    });
                }

                return [.. model, new DefinitionKey(DefinitionKind.TimeSpine, name)];
            default:
                return [];
        }
    }

    private static string? Word(YamlValue? value, string key) =>
        value is YamlValue.Mapping mapping && mapping.Entries.FirstOrDefault(e =>
            e.Key.Text == key)?.Value is YamlValue.Scalar { IsNull: false } word ? word.Text : null;
}

/// <summary>Finds keys of a file that may be meant as policies, or as a part of one, and that nothing reads as such.</summary>
/// <param name="file">The file, after it was read.</param>
/// <param name="unknown">The places of its keys that were refused as unknown.</param>
/// <param name="names">What it defines.</param>
internal sealed class Strays(ReadingFile file, IReadOnlySet<SourceLocation> unknown, IReadOnlySet<string> names)
{
    /// <summary>Those of each mapping in a definition; what stands inside one of them is not listed again.</summary>
    public Dictionary<YamlValue.Mapping, IReadOnlyList<YamlEntry>> Within(YamlValue item, IReadOnlyList<DefinitionKey> keys)
    {
        var (found, covered) = (
            new Dictionary<YamlValue.Mapping, IReadOnlyList<YamlEntry>>(ReferenceEqualityComparer.Instance), new HashSet<SourceLocation>());
        foreach (var mapping in item.Whole().OfType<YamlValue.Mapping>())
        {
            var strays = Of(mapping, keys).Where(e => !covered.Contains(e.Key.Location)).DistinctBy(e => e.Key.Location).ToList();
            if (strays.Count > 0)
                found[mapping] = strays;
            covered.UnionWith(strays.Select(e => e.Key.Location));
            covered.UnionWith(mapping.Entries.Where(e => strays.Contains(e) || IsRead(e, keys)).SelectMany(e => e.Value.Whole())
                .OfType<YamlValue.Mapping>().SelectMany(m => m.Entries).Select(e => e.Key.Location));
        }

        return found;
    }

    // Policies anywhere, and rules of a policy under whatever key; in meta.metrics, which is this project's own, and where a key is
    // unknown, a part of one as well. Elsewhere a word such as "hidden" is of the author or of another tool.
    private IEnumerable<YamlEntry> Of(YamlValue.Mapping mapping, IReadOnlyList<DefinitionKey> within) =>
        mapping.Entries.Where(e => (PolicyShapes.IsPolicies(e, names) || IsUnknown(e) || IsNoMapping(e) || IsRule(e, within))
                && !IsRead(e, within))
            .Concat(OfMeta(mapping).Where(e => !PolicyShapes.IsPolicies(e, names) && !IsRead(e, within)))
            .Concat(Under(mapping, "meta").SelectMany(m => m.Entries).Where(e => PolicyShapes.IsFlagged(e) || IsNoMapping(e, "metrics")));

    /// <summary>What may be meant as a policy, or as a part of one, right under a mapping's meta.metrics.</summary>
    public static IEnumerable<YamlEntry> OfMeta(YamlValue.Mapping mapping) =>
        Under(mapping, "meta").SelectMany(m => Under(m, "metrics")).SelectMany(m => m.Entries)
            .Where(e => (PolicyWords.IsWhole(e.Key.Text) || PolicyWords.IsNearPart(e.Key.Text) || PolicyShapes.IsSecret(e))
                && !IsOtherMetric(e));

    /// <summary>Those of a key at the top of the file that nothing reads, and that no alias puts where it is read.</summary>
    public IEnumerable<YamlEntry> OfUnread(YamlEntry entry)
    {
        var mappings = entry.Value.Whole().OfType<YamlValue.Mapping>().Where(m => !IsByAlias(m)).ToList();
        if ((PolicyShapes.IsPolicies(entry, names) || PolicyShapes.IsBarePart(entry)) && !IsByAlias(entry.Value)
            && (mappings.Count > 0 || !entry.Value.Whole().OfType<YamlValue.Mapping>().Any()))
            return [entry];
        return mappings.SelectMany(m => PolicyShapes.IsPolicy(m) || PolicyShapes.HasConditionOfTable(m) ? [entry]
            : Of(m, []).Where(e => !IsByAlias(e.Value)));
    }

    /// <summary>Keys of a mapping that take the place of merged ones with policies, and have none.</summary>
    public static IEnumerable<YamlEntry> Overridden(YamlValue.Mapping mapping) =>
        from lost in mapping.Overridden
        where HasPolicies(lost)
        let taken = mapping.Entries.FirstOrDefault(e => e.Key.Text == lost.Key.Text)
        where taken is not null && !HasPolicies(taken)
        select taken;

    private static bool HasPolicies(YamlEntry entry) =>
        entry.Value.Whole().OfType<YamlValue.Mapping>().SelectMany(m => m.Entries).Append(entry)
            .Any(e => PolicyShapes.IsPolicies(e, new HashSet<string>()));

    // A merge (<<) takes over values, not the mapping that they stand in.
    private bool IsByAlias(YamlValue value) => file.PolicyValues.ContainsKey(value.Location)
        || (value is YamlValue.Mapping mapping && mapping.Entries.Count > 0 && mapping.Entries.All(e => IsByAlias(e.Value)))
        || (value is YamlValue.Sequence list && list.Items.Count > 0 && list.Items.All(IsByAlias));

    // Inside a policy that is read, an unknown key refuses the policy.
    private bool IsUnknown(YamlEntry entry) => unknown.Contains(entry.Key.Location) && !file.PolicyValues.ContainsKey(entry.Value.Location)
        && (PolicyWords.IsWhole(entry.Key.Text) || PolicyWords.IsNearPart(entry.Key.Text) || PolicyWords.IsSecret(entry.Key.Text));

    // The policies of one model do nothing under some other key of another one.
    private bool IsRule(YamlEntry entry, IReadOnlyList<DefinitionKey> within) => PolicyShapes.IsRule(entry, names)
        && !(within.Count == 0 ? IsByAlias(entry.Value) : file.PolicyValues.TryGetValue(entry.Value.Location, out var models)
            && within.Any(k => k.Kind == DefinitionKind.Model && models.Contains(k.Name)));

    // config: "{meta: {…}}" in quotes, !include policies.yml, a block that swallowed what was meant to follow: nobody knows what it says.
    private static bool IsNoMapping(YamlEntry entry) => IsNoMapping(entry, "config") || IsNoMapping(entry, "meta");

    private static bool IsNoMapping(YamlEntry entry, string key) =>
        PolicyWords.Last(entry.Key.Text).Equals(key, StringComparison.OrdinalIgnoreCase)
        && entry.Value is not (YamlValue.Mapping or YamlValue.Scalar { IsNull: true });

    // Another tool has metrics of its own there, by name: {row_count: {type: count}}; but {mask: {type: hash}} is a mask.
    private static bool IsOtherMetric(YamlEntry entry) =>
        PolicyWords.Last(entry.Key.Text).ToUpperInvariant() is not ("HIDE" or "MASK" or "UNLESS")
        && entry.Value is YamlValue.Mapping mapping && mapping.Entries.Any(e => e.Key.Text is "type" or "sql");

    // In a list too, which is an error there and may be meant so.
    private static IEnumerable<YamlValue.Mapping> Under(YamlValue.Mapping mapping, string key) =>
        mapping.Entries.Where(e => PolicyWords.Last(e.Key.Text).Equals(key, StringComparison.OrdinalIgnoreCase))
            .SelectMany(e => e.Value is YamlValue.Sequence list ? list.Items : [e.Value]).OfType<YamlValue.Mapping>();

    private bool IsRead(YamlEntry entry, IEnumerable<DefinitionKey> within) =>
        within.Any(k => k.Kind == DefinitionKind.Model && file.PolicyKeys.Contains((k.Name, entry.Key.Location)));
}
