using System.Text.Json;
using System.Text.RegularExpressions;

namespace Metrics.Semantic.Reading;

/// <summary>Writes YAML as the JSON that means the same.</summary>
internal static partial class YamlJson
{
    /// <summary>An object of these entries; null when there are none.</summary>
    public static string? Print(IEnumerable<YamlEntry> entries)
    {
        var list = entries.ToList();
        return list.Count == 0 ? null : Object(list);
    }

    private static string Value(YamlValue value) => value switch
    {
        YamlValue.Scalar scalar => Scalar(scalar),
        YamlValue.Sequence sequence => $"[{string.Join(",", sequence.Items.Select(Value))}]",
        YamlValue.Mapping mapping => Object(mapping.Entries),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Object(IEnumerable<YamlEntry> entries)
    {
        var members = entries.GroupBy(e => e.Key.Text, StringComparer.Ordinal).Select(g => $"{Text(g.Key)}:{Value(g.Last().Value)}");
        return $"{{{string.Join(",", members)}}}";
    }

    private static string Scalar(YamlValue.Scalar scalar) => scalar switch
    {
        { IsNull: true } => "null",
        { Quoted: false, Text: "true" or "True" or "TRUE" } => "true",
        { Quoted: false, Text: "false" or "False" or "FALSE" } => "false",
        { Quoted: false } when Number().IsMatch(scalar.Text) => scalar.Text,
        _ => Text(scalar.Text),
    };

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$")]
    private static partial Regex Number();
}
