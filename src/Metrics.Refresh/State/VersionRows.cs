using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>Reads rows of <c>ops.table_version</c> under the alias v.</summary>
internal static class VersionRows
{
    public const int Count = 18;

    public const string Columns =
        """
        v.model, v.pack, v.layer, v.materialization, v.version, v.relation, v.rejects_relation, v.rows_at, v.fingerprint,
        v.columns::text, v.keys::text, v.ancestors::text, v.as_of, v.rows, v.rejected::text, v.definition, v.cursor::text, v.clean_tests
        """;

    public static BuiltVersion Read(NpgsqlDataReader reader) => new()
    {
        Model = reader.GetString(0),
        Pack = reader.GetString(1),
        Layer = LayerWords.Parse(reader.GetString(2)),
        Materialization = reader.GetString(3),
        Version = reader.GetInt64(4),
        Relation = reader.GetString(5),
        RejectsRelation = reader.IsDBNull(6) ? null : reader.GetString(6),
        RowsAt = reader.IsDBNull(7) ? null : reader.GetInt64(7),
        Fingerprint = reader.GetString(8),
        Columns = StoredJson.ReadColumns(reader.GetString(9)),
        Keys = StoredJson.ReadKeys(reader.GetString(10)),
        Ancestors = StoredJson.ReadAncestors(reader.GetString(11)),
        AsOf = reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12),
        Rows = reader.GetInt64(13),
        Rejected = StoredJson.ReadRejected(reader.GetString(14)),
        Definition = reader.IsDBNull(15) ? null : reader.GetString(15),
        Cursor = reader.IsDBNull(16) ? null : reader.GetString(16),
        CleanTests = reader.GetFieldValue<string[]>(17).ToEquatableList(),
    };
}
