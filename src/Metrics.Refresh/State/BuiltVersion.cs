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

    public required EquatableList<TableColumn> Columns { get; init; }

    public required EquatableList<EquatableList<string>> Keys { get; init; }

    public required EquatableList<Ancestor> Ancestors { get; init; }

    public required DateTimeOffset? AsOf { get; init; }

    public required long Rows { get; init; }

    public required EquatableList<RejectCount> Rejected { get; init; }
}
