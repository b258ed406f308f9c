using Metrics.Domain;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Which files of a table to load, and where to.</summary>
internal sealed record LoadWork
{
    public required SourceTable Table { get; init; }

    public required EquatableList<FileContent> Files { get; init; }

    /// <summary>
    /// Files that the published version contains already. They are read again only because a later file of a key wins, and a new file
    /// sorts before them.
    /// </summary>
    public EquatableList<string> Again { get; init; }

    /// <summary>True when the operator asked for the files as they are now, whatever was read of them before.</summary>
    public bool AsTheyStand { get; init; }

    public required string Relation { get; init; }

    /// <summary>The companion relation with the rejected rows.</summary>
    public required string RejectsRelation { get; init; }

    /// <summary>The version that writes the rows; null when the relation holds one version only.</summary>
    public long? Version { get; init; }

    /// <summary>True when neither relation exists yet.</summary>
    public bool Fresh { get; init; } = true;

    /// <summary>True when the relations are created in the load's transaction, empty or as a copy.</summary>
    public bool OfTransaction { get; init; } = true;
}

/// <summary>A file that was loaded, as a growing source remembers it.</summary>
internal sealed record LoadedFile(string Name, string Sha256, long Rows, long Rejected)
{
    /// <summary>Its length in bytes; 0 in versions of earlier releases, which did not record it.</summary>
    public long Bytes { get; init; }

    /// <summary>Rows with a local time that the clocks showed twice.</summary>
    public long Twice { get; init; }

    /// <summary>
    /// A hash of the declarations that decide which rows the file gives; null from earlier releases, which did not record it.
    /// </summary>
    public string? Reading { get; init; }

    /// <summary>Declared columns that none of its records had; null where that was not recorded.</summary>
    public IReadOnlyList<string>? Absent { get; init; }

    /// <summary>The line where its last row begins, if that row has no line end.</summary>
    public long? OpenLine { get; init; }

    /// <summary>Columns that no record of any of these files has.</summary>
    public static IReadOnlyList<string> AbsentIn(IEnumerable<LoadedFile> files)
    {
        var absent = files.Where(f => f.Rows > 0).Select(f => f.Absent ?? []).ToList();
        return absent.Count == 0 ? [] : absent.Aggregate((all, next) => [.. all.Intersect(next)]).Order(StringComparer.Ordinal).ToList();
    }
}
