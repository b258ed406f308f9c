using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

// A class with settable properties, since Dapper fills those by name; times arrive as UTC DateTime.
internal sealed class PointerRow
{
    public const string Select =
        """
        select model, pack, layer, version, publication, relation, rows_at as RowsAt, columns::text, keys::text, ancestors::text,
               as_of as AsOf, checked_at as CheckedAt, published_at as PublishedAt, rejected::text, last_attempt::text as LastAttempt, held,
               built_at as BuiltAt
        from ops.api_table
        """;

    /// <summary>A version that is still kept; what belongs to the pointer is not in it.</summary>
    public const string SelectVersion =
        """
        select version, publication, relation, rows_at as RowsAt, columns::text, keys::text, ancestors::text,
               as_of as AsOf, published_at as PublishedAt, rejected::text, built_at as BuiltAt
        from ops.api_table_version where model = @model and version = @version
        """;

    public string Model { get; set; } = "";

    public string Pack { get; set; } = "";

    public string Layer { get; set; } = "";

    public long Version { get; set; }

    public long Publication { get; set; }

    public string Relation { get; set; } = "";

    public long? RowsAt { get; set; }

    public string Columns { get; set; } = "";

    public string Keys { get; set; } = "";

    public string Ancestors { get; set; } = "";

    public DateTime? AsOf { get; set; }

    public DateTime CheckedAt { get; set; }

    public DateTime PublishedAt { get; set; }

    public DateTime BuiltAt { get; set; }

    public string Rejected { get; set; } = "";

    public string LastAttempt { get; set; } = "";

    public bool Held { get; set; }

    /// <param name="pointer">For a row of <see cref="SelectVersion"/>: the table as it is published now.</param>
    public PublishedTable ToTable(PublishedTable? pointer = null) => new()
    {
        Model = pointer?.Model ?? Model,
        Pack = pointer?.Pack ?? Pack,
        Layer = pointer?.Layer ?? LayerWords.Parse(Layer),
        Schema = pointer?.Schema ?? PublishedTable.Store,
        Version = Version,
        Publication = Publication,
        Relation = Relation,
        RowsAt = RowsAt,
        Columns = StoredJson.ReadColumns(Columns),
        Keys = StoredJson.ReadKeys(Keys),
        Ancestors = StoredJson.ReadAncestors(Ancestors),
        AsOf = AsOf.ToOffset(),
        CheckedAt = pointer?.CheckedAt ?? CheckedAt.ToOffset(),
        PublishedAt = PublishedAt.ToOffset(),
        BuiltAt = BuiltAt.ToOffset(),
        Rejected = StoredJson.ReadRejected(Rejected),
        LastAttempt = pointer?.LastAttempt ?? StoredJson.ReadAttempt(LastAttempt),
        Held = pointer?.Held ?? Held,
    };
}
