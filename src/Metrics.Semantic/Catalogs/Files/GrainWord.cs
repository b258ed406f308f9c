using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads the word of a built-in grain.</summary>
internal static class GrainWord
{
    private static readonly string[] Words = Enum.GetValues<Grain>().Select(g => g.Word()).ToArray();

    public static Grain? Read(MappingReader reader, string key)
    {
        if (reader.Lower(key) is not { } said)
            return null;
        if (Grains.Find(said.Text) is { } grain)
            return grain;
        reader.Report(
            DiagnosticCode.WrongValue, $"{reader.What}: '{said.Text}' is not a granularity; expected {string.Join(", ", Words)}", said.At,
            known: Words, near: said.Text);
        return null;
    }
}
