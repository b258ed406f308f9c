using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Reads the word of a grain; dbt's below a second are not supported.</summary>
internal static class GrainWord
{
    private static readonly string[] Words = Enum.GetValues<Grain>().Select(g => g.Word()).ToArray();

    public static Grain? Read(MappingReader reader, string key, string? word)
    {
        if (word is null)
            return null;
        if (Grains.Find(word) is { } grain)
            return grain;
        reader.Report(
            DiagnosticCode.WrongValue, $"{reader.What}: '{word}' is not a granularity; expected {string.Join(", ", Words)}", reader.At(key), known: Words, near: word);
        return null;
    }
}
