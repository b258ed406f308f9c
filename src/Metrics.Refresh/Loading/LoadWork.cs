using Metrics.Domain;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Which files of a table to load, and where to.</summary>
internal sealed record LoadWork
{
    public required SourceTable Table { get; init; }

    public required EquatableList<FileContent> Files { get; init; }

    /// <summary>Names of those that the published version holds already: their rows are only put in their place.</summary>
    public EquatableList<string> Again { get; init; }

    /// <summary>True when whoever runs it asked for the files as they stand now, whatever of them was read before.</summary>
    public bool AsTheyStand { get; init; }

    public required string Relation { get; init; }

    /// <summary>The companion with the rows that did not fit.</summary>
    public required string RejectsRelation { get; init; }

    /// <summary>The version that writes the rows; null when the relation is the version.</summary>
    public long? Version { get; init; }

    /// <summary>True when neither relation is there yet.</summary>
    public bool Fresh { get; init; } = true;

    /// <summary>True when the relations are of the transaction that loads: made empty by the load, or a copy.</summary>
    public bool OfTransaction { get; init; } = true;
}

/// <summary>A file that was loaded: what a growing source remembers of it.</summary>
internal sealed record LoadedFile(string Name, string Sha256, long Rows, long Rejected)
{
    /// <summary>Its bytes, as far as they were counted: versions of earlier releases did not.</summary>
    public long Bytes { get; init; }

    /// <summary>Rows with a local time that the clocks showed twice.</summary>
    public long Twice { get; init; }

    /// <summary>
    /// By which declaration it was read, as a hash of what decides which rows it gives; earlier releases did not keep it.
    /// </summary>
    public string? Reading { get; init; }

    /// <summary>Declared columns that none of its records had; null where that was not looked at.</summary>
    public IReadOnlyList<string>? Absent { get; init; }

    /// <summary>Where its last row begins, when that has no line end.</summary>
    public long? OpenLine { get; init; }

    /// <summary>Columns that no record of these files has: what one of them has is there.</summary>
    public static IReadOnlyList<string> AbsentIn(IEnumerable<LoadedFile> files)
    {
        var absent = files.Where(f => f.Rows > 0).Select(f => f.Absent ?? []).ToList();
        return absent.Count == 0 ? [] : absent.Aggregate((all, next) => [.. all.Intersect(next)]).Order(StringComparer.Ordinal).ToList();
    }
}
