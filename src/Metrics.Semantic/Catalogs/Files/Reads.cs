using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads values that several kinds of definitions have.</summary>
internal static class Reads
{
    /// <summary>A text with its place; null when absent.</summary>
    public static Word? Said(this MappingReader reader, string key) => reader.Text(key) is { } text ? new Word(text, reader.At(key)) : null;

    /// <summary>A text that must be there, with its place.</summary>
    public static Word Need(this MappingReader reader, string key) => new(reader.Required(key), reader.At(key));

    /// <summary>A text, lower case: dbt's words may be written in capitals.</summary>
    public static Word? Lower(this MappingReader reader, string key) =>
        reader.Said(key) is { } word ? word with { Text = word.Text.ToLowerInvariant() } : null;

    /// <summary>One word of a closed set, in upper or lower case; null when absent or unknown.</summary>
    public static T? OneOf<T>(this MappingReader reader, string key, params IReadOnlyList<(string Word, T Meaning)> words)
        where T : struct
    {
        if (reader.Lower(key) is not { } said)
            return null;
        foreach (var (word, meaning) in words)
        {
            if (word == said.Text)
                return meaning;
        }

        reader.Report(
            DiagnosticCode.WrongValue,
            $"{reader.What}: '{said.Text}' is not a {key}; expected {string.Join(", ", words.Select(w => w.Word))}", said.At,
            known: words.Select(w => w.Word), near: said.Text);
        return null;
    }

    /// <summary>Texts with their places: a list, or a single one.</summary>
    public static EquatableList<Word> Words(this MappingReader reader, string key)
    {
        switch (reader.Raw(key))
        {
            case null:
                return [];
            case YamlValue.Scalar one:
                return [new Word(one.Text, one.Location)];
            case YamlValue.Sequence many when many.Items.All(i => i is YamlValue.Scalar):
                return many.Items.Select(i => new Word(((YamlValue.Scalar)i).Text, i.Location)).ToEquatableList();
            case var other:
                reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be a text or a list of texts", other.Location);
                return [];
        }
    }

    /// <summary>Filters: SQL with names in double braces, one text or a list; in manifests they are inside a mapping.</summary>
    public static EquatableList<Word> Filters(this MappingReader reader, string key, ReadingFile into)
    {
        if (into.Form != FileForm.Manifest || reader.Raw(key) is not YamlValue.Mapping)
            return reader.Words(key);
        var filter = reader.Mapping(key, $"{reader.What}: {key}")!;
        return filter.Raw("where_filters") is null
            ? [filter.Need("where_sql_template")]
            : filter.Mappings("where_filters", filter.What).Select(f => f.Need("where_sql_template")).ToEquatableList();
    }

    /// <summary>A number with a fraction; null when absent.</summary>
    public static double? Fraction(this MappingReader reader, string key)
    {
        if (reader.Said(key) is not { } said)
            return null;
        if (double.TryParse(said.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            return number;
        reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{key}' must be a number", said.At);
        return null;
    }
}
