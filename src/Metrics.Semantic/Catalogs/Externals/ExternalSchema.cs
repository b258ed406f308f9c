using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals;

/// <summary>A plain schema that holds tables which this project's refresh does not build: <c>external: {schema: analytics, keys: checked}</c> of <c>metrics.yml</c>.</summary>
/// <param name="Schema">The schema that <c>ref('x')</c> is looked for in when the project has no model <c>x</c>.</param>
/// <param name="KeysDeclared">
/// True for <c>keys: declared</c>: whoever builds the tables tests that primary and unique entities are so, and they are joined to even where the
/// data say otherwise, with a warning. By default (<c>keys: checked</c>) nothing is joined to an entity that repeats.
/// </param>
public sealed record ExternalSchema(string Schema, bool KeysDeclared)
{
    /// <summary>What the settings say; null when they say nothing of it.</summary>
    public static ExternalSchema? Read(string settings)
    {
        var problems = new List<Diagnostic>();
        if (YamlText.Read(CatalogFolder.SettingsFile, settings, problems) is not [YamlValue.Mapping mapping, ..])
            return null;
        if (new MappingReader(mapping, problems, "project").Mapping("external", "external") is not { } external)
            return null;
        return external.Text("schema") is { Length: > 0 } schema ? new ExternalSchema(schema, external.Text("keys") == "declared") : null;
    }
}
