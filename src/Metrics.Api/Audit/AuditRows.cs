using Npgsql;
using NpgsqlTypes;

namespace Metrics.Api.Audit;

/// <summary>Inserts lines of the audit record into <c>ops.audit</c>, a whole batch with one statement.</summary>
internal static class AuditRows
{
    private const string Insert =
        """
        insert into ops.audit (
          at, key_id, key_name, method, route, question, status, code, rows, bytes, milliseconds, cache, data_version, times)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    public static async Task InsertAsync(NpgsqlDataSource data, IReadOnlyList<AuditEntry> batch, CancellationToken ct)
    {
        await using var command = data.CreateCommand(Insert);
        Add(NpgsqlDbType.TimestampTz, batch.Select(e => e.At));
        Add(NpgsqlDbType.Text, batch.Select(e => e.KeyId));
        Add(NpgsqlDbType.Text, batch.Select(e => e.KeyName));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Method));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Route));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Question));
        Add(NpgsqlDbType.Integer, batch.Select(e => e.Status));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Code));
        Add(NpgsqlDbType.Bigint, batch.Select(e => e.Rows));
        Add(NpgsqlDbType.Bigint, batch.Select(e => e.Bytes));
        Add(NpgsqlDbType.Double, batch.Select(e => e.Milliseconds));
        Add(NpgsqlDbType.Text, batch.Select(e => e.Cache));
        Add(NpgsqlDbType.Bigint, batch.Select(e => e.DataVersion));
        Add(NpgsqlDbType.Integer, batch.Select(e => e.Times));
        await command.ExecuteNonQueryAsync(ct);

        void Add<T>(NpgsqlDbType type, IEnumerable<T> values) =>
            command.Parameters.Add(new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
    }
}
