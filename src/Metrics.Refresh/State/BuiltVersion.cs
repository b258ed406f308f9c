using Metrics.Domain;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.State;

/// <summary>A version that a run built: its relation is in <c>store</c>, and nobody sees it until it is published.</summary>
internal sealed record BuiltVersion
{
    public required string Model { get; init; }

    public required string Pack { get; init; }

    public required Layer Layer { get; init; }

    /// <summary><c>table</c>, <c>view</c>, <c>seed</c>, <c>source</c>, …</summary>
    public required string Materialization { get; init; }

    public required long Version { get; init; }

    /// <summary>The relation in schema <c>store</c>.</summary>
    public required string Relation { get; init; }

    /// <summary>The relation in <c>store</c> with the rows that did not fit; null for what is not loaded from a source.</summary>
    public string? RejectsRelation { get; init; }

    /// <summary>For relations that hold many versions, this one's number; null when the relation is the version.</summary>
    public long? RowsAt { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>The part of the fingerprint that is not input: what made these rows. Null for versions of before it was kept.</summary>
    public string? Definition { get; init; }

    /// <summary>
    /// What of a growing source has been read up to this version, in the connector's own words; null for everything else.
    /// </summary>
    public string? Cursor { get; init; }

    /// <summary>The data tests that found no bad row in this version; they need only look at what the next one changes.</summary>
    public EquatableList<string> CleanTests { get; init; }

    public required EquatableList<TableColumn> Columns { get; init; }

    public required EquatableList<EquatableList<string>> Keys { get; init; }

    public required EquatableList<Ancestor> Ancestors { get; init; }

    public required DateTimeOffset? AsOf { get; init; }

    public required long Rows { get; init; }

    public required EquatableList<RejectCount> Rejected { get; init; }
}
