using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;

namespace Metrics.Refresh.Loading;

/// <summary>What a load did. <see cref="Loaded"/> and <see cref="Rejected"/> always add up to <see cref="Rows"/>.</summary>
internal sealed record LoadResult
{
    /// <summary>Rows read from the source.</summary>
    public required long Rows { get; init; }

    public required long Loaded { get; init; }

    public required long Rejected { get; init; }

    /// <summary>By how many rows the table grew; less than the rows loaded when rows replace others.</summary>
    public required long Added { get; init; }

    /// <summary>The files that were read.</summary>
    public required EquatableList<LoadedFile> Files { get; init; }

    /// <summary>The fingerprint of exactly the bytes loaded: the file may have changed since it was hashed before the load.</summary>
    public required SourceFingerprint Content { get; init; }

    /// <summary>The stored columns in declared order, typed as PostgreSQL prints them.</summary>
    public required EquatableList<TableColumn> Columns { get; init; }

    /// <summary>The companion relation in <c>store</c> with the rejected rows; it exists even when empty.</summary>
    public required string RejectsRelation { get; init; }

    /// <summary>The files' undeclared columns.</summary>
    public required EquatableList<string> SurplusColumns { get; init; }

    /// <summary>Why the first rejected rows were rejected; empty when there are none.</summary>
    public required string FirstRejects { get; init; }

    /// <summary>Declarations that would read the rejected values, in words; empty when there are none.</summary>
    public required string Advice { get; init; }

    /// <summary>Messages about rows that an earlier load had read before they were complete.</summary>
    public required EquatableList<string> Continued { get; init; }

    /// <summary>Rows with a local time that the clocks showed twice.</summary>
    public long Twice => Files.Sum(f => f.Twice);

    /// <summary>The message about those rows, written after their number.</summary>
    public const string TwiceWords = "have a local time that the clocks showed twice; the second of the two was taken";

    /// <summary>When reading began: nothing in the table is newer.</summary>
    public required DateTimeOffset ExtractedAt { get; init; }
}
