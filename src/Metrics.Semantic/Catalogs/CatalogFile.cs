using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Rules;

namespace Metrics.Semantic.Catalogs;

/// <summary>A semantic YAML file: <c>storefront/semantic/transactions.yml</c>.</summary>
/// <param name="Path">Relative to the project's folder, with forward slashes; used in locations.</param>
/// <param name="Pack">The pack it is in.</param>
/// <param name="Text">Its content.</param>
/// <param name="Kept">True when a newer text has an error and this is the last good one.</param>
public sealed record CatalogFile(string Path, string Pack, string Text, bool Kept = false)
{
    /// <summary>The newer text with the error, while an older one is kept; null where it is unknown, as in a publication.</summary>
    public string? Newer { get; init; }

    /// <summary>Why the file could not be read, so that its text says nothing of it; null when it could.</summary>
    internal Diagnostic? Problem { get; init; }

    /// <summary>True when nobody knows what it says, so that it may have policies.</summary>
    internal bool IsUnknown { get; init; }

    /// <summary>
    /// True when it has a key that is, or may have been meant to be, <c>policies</c> or a part of a policy. Where it is not valid YAML, the
    /// raw text is searched.
    /// </summary>
    public bool SpeaksOfPolicies => IsUnknown || UnreadPolicies.MayHide(Path, Text);
}

/// <summary>All that a catalog is read from.</summary>
/// <param name="Files">The semantic files of every pack.</param>
/// <param name="SharedEntities">Entities that several packs may use (<c>shared_entities:</c> of <c>metrics.yml</c>).</param>
public sealed record CatalogSource(EquatableList<CatalogFile> Files, EquatableList<string> SharedEntities)
{
    /// <summary>Where tables are that no refresh publishes (<c>external:</c> of <c>metrics.yml</c>); null if there are none.</summary>
    public ExternalSchema? External { get; init; }

    /// <summary>Why <c>metrics.yml</c> could not be read; null when it could.</summary>
    public Diagnostic? SettingsProblem { get; init; }

    /// <summary>Files of the last publication that no longer exist, to explain why their names are missing.</summary>
    public EquatableList<GoneFile> Gone { get; init; }

    /// <summary>Files that may define something and that nothing reads, since they are at another place or have another ending.</summary>
    public EquatableList<CatalogFile> Elsewhere { get; init; }

    /// <summary>
    /// Tables that the project builds, published or not; null where that is not known, as in a publication. A policy over any other table
    /// that does not exist may be meant for one that does.
    /// </summary>
    public EquatableList<string>? Planned { get; init; }

    /// <summary>A project without semantic files.</summary>
    public static CatalogSource Empty { get; } = new([], []);
}

/// <summary>A file that was published and no longer exists.</summary>
/// <param name="Path">Where it was.</param>
/// <param name="Text">Its content when it was published.</param>
/// <param name="Publication">The publication that has it.</param>
public sealed record GoneFile(string Path, string Text, long Publication);
