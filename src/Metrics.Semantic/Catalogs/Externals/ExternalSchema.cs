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
    /// <summary>
    /// A query whose result is another one whenever one of the tables has changed (<c>change_key: select max(loaded_at) from analytics.loads</c>), so that answers
    /// can be kept for as long as it gives the same; null when there is none, and no answer is kept.
    /// </summary>
    public string? ChangeKey { get; init; }

    /// <summary>Where the query stands.</summary>
    public SourceLocation ChangeKeyAt { get; init; }

    /// <summary>What the settings say; null when they say nothing of it.</summary>
    public static ExternalSchema? Read(string settings)
    {
        var problems = new List<Diagnostic>();
        if (YamlText.Read(CatalogFolder.SettingsFile, settings, problems) is not [YamlValue.Mapping mapping, ..])
            return null;
        if (new MappingReader(mapping, problems, "project").Mapping("external", "external") is not { } external)
            return null;
        return external.Text("schema") is not { Length: > 0 } schema ? null : new ExternalSchema(schema, external.Text("keys") == "declared")
        {
            ChangeKey = string.IsNullOrWhiteSpace(external.Text("change_key")) ? null : external.Text("change_key"), ChangeKeyAt = external.At("change_key"),
        };
    }
}
