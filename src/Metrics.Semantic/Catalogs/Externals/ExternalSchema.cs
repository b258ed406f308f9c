using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Externals.Dbt;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals;

/// <summary>
/// Tables which this project's refresh does not build: <c>external: {schema: analytics}</c> of <c>metrics.yml</c>, or a dbt project that
/// builds them, <c>external: {manifest: target/manifest.json}</c>, <c>external: {dbt_project: ., schema: analytics}</c>.
/// </summary>
/// <param name="Schema">The schema of tables whose place is not given by anything else; empty for none.</param>
/// <param name="KeysDeclared">
/// True for <c>keys: declared</c>: the builder of the tables tests the keys of primary and unique entities, so these are joined to even
/// where the data say otherwise, with a warning. By default (<c>keys: checked</c>) nothing is joined to an entity whose keys repeat.
/// </param>
public sealed record ExternalSchema(string Schema, bool KeysDeclared)
{
    /// <summary>
    /// A query whose result changes whenever one of the tables does (<c>change_key: select max(loaded_at) from analytics.loads</c>).
    /// Answers are cached as long as the result stays the same. Null when there is none; then no answer is cached.
    /// </summary>
    public string? ChangeKey { get; init; }

    /// <summary>Where the query is written.</summary>
    public SourceLocation ChangeKeyAt { get; init; }

    /// <summary>The manifest with the places of dbt's tables; null when there is none.</summary>
    public string? Manifest { get; init; }

    /// <summary>The folder of a dbt project whose definitions are read in place; null when there is none.</summary>
    public string? DbtProject { get; init; }

    /// <summary>The name of the target that dbt builds for, which a project's macros may use; null when it is not given.</summary>
    public string? Target { get; init; }

    /// <summary>Where the setting is written.</summary>
    public SourceLocation At { get; init; }

    /// <summary>The tables of the dbt project.</summary>
    public EquatableList<DbtNode> Nodes { get; init; }

    /// <summary>The database that the manifest was made for; null when that is not known.</summary>
    public string? Database { get; init; }

    /// <summary>The pack of definitions that were read from the dbt project; null for none.</summary>
    public string? Pack { get; init; }

    /// <summary>
    /// The place of policies in dbt's settings (<c>dbt_project.yml</c>, the <c>config()</c> of a model's SQL), where they are not read;
    /// null when there are none.
    /// </summary>
    public SourceLocation? UnheldPolicies { get; init; }

    /// <summary>True when the dbt project exists but could not be read, so that its tables and policies are not known.</summary>
    public bool IsUnread { get; init; }

    /// <summary>Problems found while reading the dbt project.</summary>
    public EquatableList<Diagnostic> Problems { get; init; }

    /// <summary>The <c>external:</c> settings; null when there are none.</summary>
    public static ExternalSchema? Read(string settings)
    {
        var problems = new List<Diagnostic>();
        if (YamlText.Read(CatalogFolder.SettingsFile, settings, problems) is not [YamlValue.Mapping mapping, ..])
            return null;
        if (new MappingReader(mapping, problems, "project").Mapping("external", "external") is not { } external)
            return null;
        string? Said(string key) => external.Text(key) is { Length: > 0 } text ? text : null;
        if (Said("schema") is null && Said("manifest") is null && Said("dbt_project") is null)
            return null;
        return new ExternalSchema(Said("schema") ?? "", external.Text("keys") == "declared")
        {
            ChangeKey = string.IsNullOrWhiteSpace(external.Text("change_key")) ? null : external.Text("change_key"),
            ChangeKeyAt = external.At("change_key"),
            Manifest = Said("manifest"), DbtProject = Said("dbt_project"), Target = Said("target"), At = external.Location,
        };
    }
}
