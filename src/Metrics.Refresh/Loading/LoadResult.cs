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

    /// <summary>By how many the table's rows became more: other than those loaded where a row takes the place of another.</summary>
    public required long Added { get; init; }

    /// <summary>The files that were read.</summary>
    public required EquatableList<LoadedFile> Files { get; init; }

    /// <summary>Of the very bytes that were loaded; the file may have changed since it was last looked at.</summary>
    public required SourceFingerprint Content { get; init; }

    /// <summary>The stored columns in declared order, typed as PostgreSQL prints them.</summary>
    public required EquatableList<TableColumn> Columns { get; init; }

    /// <summary>The companion in <c>store</c>, there even when it is empty.</summary>
    public required string RejectsRelation { get; init; }

    /// <summary>The file's columns that nobody declared.</summary>
    public required EquatableList<string> SurplusColumns { get; init; }

    /// <summary>What the first rejected rows have against them; empty when there are none.</summary>
    public required string FirstRejects { get; init; }

    /// <summary>What would read the values that were rejected; empty when there is nothing to say.</summary>
    public required string Advice { get; init; }

    /// <summary>Rows that were read before they were whole, in words.</summary>
    public required EquatableList<string> Continued { get; init; }

    /// <summary>Rows with a local time that the clocks showed twice.</summary>
    public long Twice => Files.Sum(f => f.Twice);

    /// <summary>What there is to say about those, behind their number.</summary>
    public const string TwiceWords = "have a local time that the clocks showed twice; the second of the two was taken";

    /// <summary>When the reading began: nothing in the table is newer.</summary>
    public required DateTimeOffset ExtractedAt { get; init; }
}
