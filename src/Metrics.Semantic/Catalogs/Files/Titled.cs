using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Readers whose messages say what they are about: <c>measure 'amount': …</c>.</summary>
internal static class Titled
{
    /// <summary>A reader over a definition and its name; null when it is no mapping or has no name, which is reported.</summary>
    public static MappingReader? Read(YamlValue value, ICollection<Diagnostic> problems, string what, out string name)
    {
        name = value is YamlValue.Mapping mapping
            && mapping.Entries.FirstOrDefault(e => e.Key.Text == "name")?.Value is YamlValue.Scalar { IsNull: false } scalar
            ? scalar.Text
            : "";
        var reader = MappingReader.Of(value, problems, name.Length == 0 ? what : $"{what} '{name}'");
        if (reader is null)
            return null;
        reader.Required("name");
        return name.Length == 0 ? null : reader;
    }
}
