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

    public PublishedTable ToTable() => new()
    {
        Model = Model,
        Pack = Pack,
        Layer = LayerWords.Parse(Layer),
        Version = Version,
        Publication = Publication,
        Relation = Relation,
        RowsAt = RowsAt,
        Columns = StoredJson.ReadColumns(Columns),
        Keys = StoredJson.ReadKeys(Keys),
        Ancestors = StoredJson.ReadAncestors(Ancestors),
        AsOf = AsOf.ToOffset(),
        CheckedAt = CheckedAt.ToOffset(),
        PublishedAt = PublishedAt.ToOffset(),
        BuiltAt = BuiltAt.ToOffset(),
        Rejected = StoredJson.ReadRejected(Rejected),
        LastAttempt = StoredJson.ReadAttempt(LastAttempt),
        Held = Held,
    };
}
