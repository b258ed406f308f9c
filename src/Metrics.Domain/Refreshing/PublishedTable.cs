namespace Metrics.Domain.Refreshing;

/// <summary>The pointer: the current relation and version of a model, and what they were built from.</summary>
public sealed record PublishedTable
{
    /// <summary>The schema of everything that a refresh publishes.</summary>
    public const string Store = "store";

    /// <summary>The model's name; a bronze table's is <c>&lt;source&gt;__&lt;table&gt;</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The pack that defines it.</summary>
    public required string Pack { get; init; }

    /// <summary>Bronze, silver or gold.</summary>
    public required Layer Layer { get; init; }

    /// <summary>A sequence number per model, never reused.</summary>
    public required long Version { get; init; }

    /// <summary>The publication that last moved this pointer.</summary>
    public required long Publication { get; init; }

    /// <summary>The relation in its schema.</summary>
    public required string Relation { get; init; }

    /// <summary>The schema: <c>store</c>, or that of a table which no refresh publishes.</summary>
    public string Schema { get; init; } = Store;

    /// <summary>False for a table that no refresh publishes: it is not known when it changes.</summary>
    public bool IsVersioned => Version > 0;

    /// <summary>
    /// For relations that hold many versions, the version a reader must filter by; null when the relation is the version.
    /// </summary>
    public required long? RowsAt { get; init; }

    /// <summary>The columns in their order.</summary>
    public required EquatableList<TableColumn> Columns { get; init; }

    /// <summary>Column sets tested to be unique and not null.</summary>
    public required EquatableList<EquatableList<string>> Keys { get; init; }

    /// <summary>Every version behind this one, sorted by model and version.</summary>
    public required EquatableList<Ancestor> Ancestors { get; init; }

    /// <summary>The oldest source extraction behind it; null when no source is (a calendar).</summary>
    public required DateTimeOffset? AsOf { get; init; }

    /// <summary>When a run last found it up to date or built it.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    /// <summary>When its pointer was moved to this version.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>When this version was built. With its number it identifies the version, also across warehouses.</summary>
    public required DateTimeOffset BuiltAt { get; init; }

    /// <summary>Rejected rows of the sources behind it.</summary>
    public required EquatableList<RejectCount> Rejected { get; init; }

    /// <summary>The last try at it.</summary>
    public required Attempt LastAttempt { get; init; }

    /// <summary>True when a rollback holds it until someone runs it by hand.</summary>
    public required bool Held { get; init; }
}
