using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Catalogs;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Publishing;

/// <summary>How a run ends: which versions to publish, how the other tables fared, and what to say of the run.</summary>
internal sealed record PublishRequest
{
    public required RunStatus Status { get; init; }

    /// <summary>Versions registered by this run to point at now. Their attempts are written as published.</summary>
    public EquatableList<Move> Moves { get; init; }

    /// <summary>Versions of earlier publications to point at again; they are held until somebody runs their models by hand.</summary>
    public EquatableList<Move> Restored { get; init; }

    /// <summary>Files that the restored and the retired have to read again.</summary>
    public EquatableList<OwedFile> Owed { get; init; }

    /// <summary>Attempts at all other selected tables; <c>Published</c> is not for these.</summary>
    public EquatableList<TableAttempt> Attempts { get; init; }

    /// <summary>Models that are no longer in the project: their pointers go.</summary>
    public EquatableList<string> Retired { get; init; }

    /// <summary>The catalog to publish with the tables; null when it is as it was.</summary>
    public CatalogRelease? Catalog { get; init; }

    public EquatableList<DataText> Warnings { get; init; }

    /// <summary>Why the run failed, table by table.</summary>
    public EquatableList<DataText> Error { get; init; }

    public required int ModelsPublished { get; init; }

    public required int ModelsFailed { get; init; }
}

/// <summary>A pointer to move: this model to that version.</summary>
internal sealed record Move(string Model, long Version);

/// <summary>How the run's try at a table ended, when it ended in no new version.</summary>
internal sealed record TableAttempt(string Model, AttemptStatus Status, DataText? Detail);
