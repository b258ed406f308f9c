using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Publishing;

/// <summary>How a run ends: which versions to publish, how the other tables fared, and what to record about the run.</summary>
internal sealed record PublishRequest
{
    public required RunStatus Status { get; init; }

    /// <summary>Versions registered by this run to point at now. Their attempts are written as published.</summary>
    public EquatableList<Move> Moves { get; init; }

    /// <summary>Versions of earlier publications to point at again; their tables are held until a person runs them.</summary>
    public EquatableList<Move> Restored { get; init; }

    /// <summary>Files that restored and retired tables have to read again.</summary>
    public EquatableList<OwedFile> Owed { get; init; }

    /// <summary>Attempts at all other selected tables; none of them is <c>Published</c>.</summary>
    public EquatableList<TableAttempt> Attempts { get; init; }

    /// <summary>Models that are no longer in the project; their pointers are removed.</summary>
    public EquatableList<string> Retired { get; init; }

    /// <summary>The catalog to publish with the tables; null when it is unchanged.</summary>
    public CatalogRelease? Catalog { get; init; }

    public EquatableList<DataText> Warnings { get; init; }

    /// <summary>Why the run failed, table by table.</summary>
    public EquatableList<DataText> Error { get; init; }

    public required int ModelsPublished { get; init; }

    public required int ModelsFailed { get; init; }
}

/// <summary>A pointer to move: this model to that version.</summary>
internal sealed record Move(string Model, long Version);

/// <summary>How a run's attempt at a table ended, if it gave no new version.</summary>
internal sealed record TableAttempt(string Model, AttemptStatus Status, DataText? Detail);
