using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads spans of time: <c>28 days</c>, in manifests a count and a granularity.</summary>
internal static class WindowReader
{
    public static WrittenWindow? Read(MappingReader reader, string key, ReadingFile into)
    {
        if (into.Form == FileForm.Manifest && reader.Raw(key) is YamlValue.Mapping)
        {
            var parts = reader.Mapping(key, $"{reader.What}: {key}")!;
            return Of(reader, key, parts.Required("count"), parts.Required("granularity"));
        }

        if (reader.Lower(key) is not { } said)
            return null;
        var words = said.Text.Split(' ');
        if (words.Length == 2)
            return Of(reader, key, words[0], words[1]);
        Wrong(reader, key, said.Text);
        return null;
    }

    private static WrittenWindow? Of(MappingReader reader, string key, string count, string grain)
    {
        if (int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && grain.Length > 0)
            return new WrittenWindow(number, grain.ToLowerInvariant(), reader.At(key));
        Wrong(reader, key, $"{count} {grain}");
        return null;
    }

    private static void Wrong(MappingReader reader, string key, string text) =>
        reader.Report(DiagnosticCode.WrongValue, $"{reader.What}: '{text}' is not a {key}", reader.At(key), "a count and a grain: 28 days");
}
