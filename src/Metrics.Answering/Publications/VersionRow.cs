using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

// A class with settable properties, since Dapper fills those by name; times arrive as UTC DateTime.
internal sealed class VersionRow
{
    public const string Select =
        """
        select version, publication, relation, rows_at as RowsAt, columns::text, keys::text, ancestors::text,
               as_of as AsOf, published_at as PublishedAt, rejected::text, built_at as BuiltAt
        from ops.api_table_version where model = @model and version = @version
        """;

    public long Version { get; set; }

    public long Publication { get; set; }

    public string Relation { get; set; } = "";

    public long? RowsAt { get; set; }

    public string Columns { get; set; } = "";

    public string Keys { get; set; } = "";

    public string Ancestors { get; set; } = "";

    public DateTime? AsOf { get; set; }

    public DateTime PublishedAt { get; set; }

    public DateTime BuiltAt { get; set; }

    public string Rejected { get; set; } = "";

    public PublishedTable ToTable(PublishedTable current) => current with
    {
        Version = Version,
        Publication = Publication,
        Relation = Relation,
        RowsAt = RowsAt,
        Columns = StoredJson.ReadColumns(Columns),
        Keys = StoredJson.ReadKeys(Keys),
        Ancestors = StoredJson.ReadAncestors(Ancestors),
        AsOf = AsOf.ToOffset(),
        PublishedAt = PublishedAt.ToOffset(),
        BuiltAt = BuiltAt.ToOffset(),
        Rejected = StoredJson.ReadRejected(Rejected),
    };
}
