using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>
/// Reads <c>policies:</c> of a semantic model. One that is empty or cannot be read breaks its model, so that nothing is shown by mistake
/// that its author wanted hidden.
/// </summary>
internal static class PolicyReader
{
    private const string Key = PolicyWords.Key;

    public static EquatableList<Policy> Read(MappingReader meta, string model, ReadingFile into)
    {
        Note(meta, model, into);
        if (!meta.Has(Key))
            return [];
        var problems = new List<Diagnostic>();
        var what = $"policy of semantic model '{model}'";
        var policies = new List<Policy>();
        switch (meta.Raw(Key))
        {
            case YamlValue.Sequence { Items.Count: > 0 } list:
                foreach (var value in list.Whole().Select(v => v.Location))
                {
                    if (!into.PolicyValues.TryGetValue(value, out var models))
                        into.PolicyValues[value] = models = new(StringComparer.Ordinal);
                    models.Add(model);
                }

                foreach (var item in list.Items)
                {
                    if (MappingReader.Of(item, problems, what) is { } reader)
                        policies.Add(Read(reader));
                }

                break;
            case null or YamlValue.Sequence:
                problems.Add(Nothing(what, Key, PlaceOf(meta, Key), "leave the key out if all callers may see everything"));
                break;
            case var other:
                problems.Add(new Diagnostic(DiagnosticCode.WrongValue, $"{what}: '{Key}' must be a list", other.Location));
                break;
        }

        into.Report(DefinitionKey.OfModel(model), problems);
        return policies.ToEquatableList();
    }

    /// <summary>
    /// Records that the key was found in a place where it is read; keys like it too, since there they are reported as unknown already.
    /// </summary>
    public static void Note(MappingReader? meta, string model, ReadingFile into) =>
        into.PolicyKeys.UnionWith((meta?.Entries ?? []).Where(e => PolicyWords.IsOne(e.Key.Text)).Select(e => (model, e.Key.Location)));

    /// <summary>True when these settings of a model have policies, or a key that may be a misspelled one for them.</summary>
    public static bool MayBeIn(MappingReader? meta) => meta?.Entries.Any(e => !IsOther(e.Key.Text)) == true;

    /// <summary>True for the keys beside it that are known.</summary>
    public static bool IsOther(string key) => key is "time_zone" or "metrics";

    private static Policy Read(MappingReader reader)
    {
        var roles = Roles(reader);
        var (rows, mask, hide, open) = (Rows(reader), Names(reader, "mask"), Names(reader, "hide"), Names(reader, "public"));
        if (!reader.Has("rows") && !reader.Has("mask") && !reader.Has("hide"))
            reader.Report(DiagnosticCode.MissingKey, $"{reader.What}: it restricts nothing; add rows, mask or hide", reader.Location);
        if (reader.Has("public") && !reader.Has("rows"))
        {
            reader.Report(
                DiagnosticCode.PolicyNotHeld,
                    $"{reader.What}: 'public' lists the columns of hidden rows that are not secret, and no rows are hidden",
                    PlaceOf(reader, "public"));
        }

        reader.Finish();
        return new Policy
        {
            UnlessRoles = roles, Rows = rows, RowsAt = PlaceOf(reader, "rows"), Mask = mask, Hide = hide, Public = open,
                Location = reader.Location,
        };
    }

    private static EquatableList<string> Roles(MappingReader reader)
    {
        if (!reader.Has("unless"))
            return [];
        if (reader.Raw("unless") is not { } value)
        {
            reader.Report(DiagnosticCode.PolicyNotHeld, $"{reader.What}: 'unless' is empty", PlaceOf(reader, "unless"),
                "leave it out, or write {role: …}");
            return [];
        }

        if (value is not YamlValue.Mapping)
        {
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: 'unless' must be {{role: …}}", value.Location);
            return [];
        }

        var unless = reader.Mapping("unless", $"{reader.What}: unless")!;
        if (!unless.Has("role"))
            unless.Report(DiagnosticCode.PolicyNotHeld, $"{unless.What}: it names no role", unless.Location,
                "leave it out, or write {role: …}");
        var roles = Names(unless, "role");
        unless.Finish();
        return roles.Select(r => r.Text).ToEquatableList();
    }

    private static PolicyRows? Rows(MappingReader reader)
    {
        if (!reader.Has("rows"))
            return null;
        if (reader.Raw("rows") is not { } value || (value is YamlValue.Scalar { Text: var blank } && string.IsNullOrWhiteSpace(blank)))
        {
            reader.Report(DiagnosticCode.PolicyNotHeld, $"{reader.What}: 'rows' is empty", PlaceOf(reader, "rows"),
                "leave it out if all rows may be seen, or write a condition");
            return null;
        }

        if (reader.Text("rows") is not { } text)
            return null;
        var parsed = PolicyRows.Parse(text);
        foreach (var problem in parsed.Diagnostics)
            reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: rows: {problem.Message}", reader.At("rows"), problem.Hint);
        return parsed.Value;
    }

    // One name or a list; repeated and empty ones are errors.
    private static EquatableList<PolicyName> Names(MappingReader reader, string key)
    {
        if (!reader.Has(key))
            return [];
        IReadOnlyList<YamlValue> items = reader.Raw(key) switch
        {
            null => [],
            YamlValue.Sequence many => many.Items,
            var one => [one],
        };
        if (items.Count == 0)
            reader.Report(DiagnosticCode.PolicyNotHeld, $"{reader.What}: '{key}' is empty", PlaceOf(reader, key),
                "leave it out, or add a name");
        var names = new List<PolicyName>();
        foreach (var item in items)
        {
            if (item is not YamlValue.Scalar scalar)
                reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be a name or a list of names", item.Location);
            else if (scalar.IsNull || string.IsNullOrWhiteSpace(scalar.Text))
                reader.Report(DiagnosticCode.PolicyNotHeld, $"{reader.What}: '{key}' has an empty entry", item.Location);
            else if (names.Exists(n => n.Text == scalar.Text))
                reader.Report(DiagnosticCode.PolicyNotHeld, $"{reader.What}: '{key}' names '{scalar.Text}' twice", item.Location,
                    "one of them may be a typo for another name");
            else
                names.Add(new PolicyName(scalar.Text, item.Location));
        }

        return names.ToEquatableList();
    }

    private static Diagnostic Nothing(string what, string key, SourceLocation at, string hint) =>
        new(DiagnosticCode.PolicyNotHeld, $"{what}: '{key}' is empty", at, hint);

    // The place of the value, or that of the key if it has none.
    private static SourceLocation PlaceOf(MappingReader reader, string key) =>
        reader.Raw(key)?.Location ?? reader.Entries.FirstOrDefault(e => e.Key.Text == key)?.Key.Location ?? reader.Location;
}
