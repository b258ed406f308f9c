using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Externals.Dbt;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals;

/// <summary>
/// Tables which this project's refresh does not build: <c>external: {schema: analytics}</c> of <c>metrics.yml</c>, or a dbt project that
/// builds them, <c>external: {manifest: target/manifest.json}</c>, <c>external: {dbt_project: ., schema: analytics}</c>.
/// </summary>
/// <param name="Schema">The schema that a table is looked for in whose place nothing else tells; empty for none.</param>
/// <param name="KeysDeclared">
/// True for <c>keys: declared</c>: whoever builds the tables tests that primary and unique entities are so, and they are joined to even
/// where the data say otherwise, with a warning. By default (<c>keys: checked</c>) nothing is joined to an entity that repeats.
/// </param>
public sealed record ExternalSchema(string Schema, bool KeysDeclared)
{
    /// <summary>
    /// A query whose result is another one whenever one of the tables has changed (<c>change_key: select max(loaded_at) from
    /// analytics.loads</c>), so that answers can be kept for as long as it gives the same; null when there is none, and no answer is kept.
    /// </summary>
    public string? ChangeKey { get; init; }

    /// <summary>Where the query stands.</summary>
    public SourceLocation ChangeKeyAt { get; init; }

    /// <summary>The manifest that tells where dbt's tables are; null when there is none.</summary>
    public string? Manifest { get; init; }

    /// <summary>The folder of a dbt project whose definitions are read in place; null when there is none.</summary>
    public string? DbtProject { get; init; }

    /// <summary>The name of the target that dbt builds for, which macros of a project ask for; null when nobody says.</summary>
    public string? Target { get; init; }

    /// <summary>Where the setting stands.</summary>
    public SourceLocation At { get; init; }

    /// <summary>The tables of the dbt project.</summary>
    public EquatableList<DbtNode> Nodes { get; init; }

    /// <summary>The database that the manifest was made for; null when nothing says.</summary>
    public string? Database { get; init; }

    /// <summary>The pack of definitions that were read in the dbt project; null for none.</summary>
    public string? Pack { get; init; }

    /// <summary>
    /// Policies in dbt's settings (<c>dbt_project.yml</c>, the <c>config()</c> of a model's SQL), which are not read there; null when there
    /// are none.
    /// </summary>
    public SourceLocation? UnheldPolicies { get; init; }

    /// <summary>True when the dbt project is there and could not be read, so that nobody knows what it says of its tables.</summary>
    public bool IsUnread { get; init; }

    /// <summary>What is wrong with the dbt project as it is read here.</summary>
    public EquatableList<Diagnostic> Problems { get; init; }

    /// <summary>What the settings say; null when they say nothing of it.</summary>
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
