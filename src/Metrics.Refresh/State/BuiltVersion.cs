using Metrics.Domain;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.State;

/// <summary>A version that a run built: its relation is in <c>store</c> and is not visible to readers until it is published.</summary>
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

    /// <summary>The relation in <c>store</c> with the rejected rows; null for tables that are not loaded.</summary>
    public string? RejectsRelation { get; init; }

    /// <summary>In a relation of many versions, the version at which to read it; null when the relation holds this one only.</summary>
    public long? RowsAt { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>The fingerprint without the inputs: what made these rows. Null from releases that did not record it.</summary>
    public string? Definition { get; init; }

    /// <summary>
    /// What of a growing source has been read up to this version, in the connector's own format; null for other tables.
    /// </summary>
    public string? Cursor { get; init; }

    /// <summary>The data tests that found no bad row in this version; for the next one they need to read only its changes.</summary>
    public EquatableList<string> CleanTests { get; init; }

    public required EquatableList<TableColumn> Columns { get; init; }

    public required EquatableList<EquatableList<string>> Keys { get; init; }

    public required EquatableList<Ancestor> Ancestors { get; init; }

    public required DateTimeOffset? AsOf { get; init; }

    public required long Rows { get; init; }

    public required EquatableList<RejectCount> Rejected { get; init; }
}
