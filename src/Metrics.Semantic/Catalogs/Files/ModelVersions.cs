using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>
/// Finds the version that a reference without a version means: that of <c>latest_version</c>, or else the highest. Its columns are those of
/// the model that it includes, and those that it adds.
/// </summary>
internal static class ModelVersions
{
    /// <summary>The version's text, such as <c>2</c> for <c>orders_v2</c>; null for a model without versions.</summary>
    public static string? Latest(MappingReader model) => Chosen(model)?.Text("v");

    /// <summary>The entry of the latest version; null for a model without versions.</summary>
    public static MappingReader? Chosen(MappingReader model)
    {
        var versions = model.Mappings("versions", $"{model.What}: version").Where(v => v.Text("v") is not null).ToList();
        if (versions.Count == 0)
            return null;
        if (model.Text("latest_version") is not { } latest)
            return versions.Aggregate((a, b) => IsAbove(b.Text("v")!, a.Text("v")!) ? b : a);
        if (versions.Find(v => v.Text("v") == latest) is { } chosen)
            return chosen;
        model.Report(
            DiagnosticCode.UnknownName, $"{model.What}: latest_version {latest} is not one of its versions", model.At("latest_version"),
            known: versions.Select(v => v.Text("v")!), near: latest);
        return null;
    }

    /// <summary>The columns of the model as its latest version has them.</summary>
    public static IReadOnlyList<YamlValue> Columns(MappingReader model)
    {
        var own = model.Items("columns");
        if (Chosen(model) is not { } version)
            return own;
        var said = version.Items("columns");
        var choice = said.OfType<YamlValue.Mapping>().FirstOrDefault(m => Value(m, "include") is not null
            || Value(m, "exclude") is not null);
        var added = said.Where(c => c != choice).ToList();
        var names = added.Select(NameOf).ToHashSet(StringComparer.Ordinal);
        return [.. own.Where(c => Includes(choice, NameOf(c)) && !names.Contains(NameOf(c))), .. added];
    }

    private static bool Includes(YamlValue.Mapping? choice, string? column)
    {
        if (choice is null)
            return true;
        var isAmong = Value(choice, "include") switch
        {
            null => true,
            YamlValue.Scalar { Text: "*" or "all" } => true,
            var listed => Texts(listed).Contains(column),
        };
        return isAmong && !(Value(choice, "exclude") is { } left && Texts(left).Contains(column));
    }

    private static IEnumerable<string?> Texts(YamlValue value) =>
        (value is YamlValue.Sequence list ? list.Items : [value]).OfType<YamlValue.Scalar>().Select(s => s.Text);

    private static string? NameOf(YamlValue column) => column is YamlValue.Mapping mapping
        ? (Value(mapping, "name") as YamlValue.Scalar)?.Text : null;

    private static YamlValue? Value(YamlValue.Mapping mapping, string key) => mapping.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;

    // In dbt's order: numbers by value, everything else by its characters.
    private static bool IsAbove(string a, string b) =>
        double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var left)
        && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var right)
            ? left > right
            : string.CompareOrdinal(a, b) > 0;
}
