using Metrics.Refresh.State;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Models;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>What building a model gave.</summary>
internal sealed record BuiltModel(EquatableList<TableColumn> Columns, long Rows, long Bytes);

/// <summary>Makes a model's relation from its rendered query, inside the caller's transaction.</summary>
internal static class ModelBuilder
{
    public static async Task<BuiltModel> BuildAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, ModelNode model, string relation, string sql, CancellationToken ct)
    {
        var columns = await QueryColumns.DescribeAsync(connection, transaction, model, sql, ct);
        long rows;
        if (model.Materialization == Materialization.View)
        {
            await StoredRelation.CreateViewFromAsync(connection, relation, sql, ct);
            rows = await ScalarAsync(connection, $"select count(*) from {SqlText.Stored(relation)}", ct);
        }
        else
        {
            rows = await StoredRelation.CreateTableFromAsync(connection, relation, sql, ct);
            await StoredRelation.FinishTableAsync(connection, relation, model.Indexes, ct);
        }

        return new BuiltModel(columns, rows, await SizeAsync(connection, relation, ct));
    }

    /// <summary>Bytes on disk, indexes included.</summary>
    public static Task<long> SizeAsync(NpgsqlConnection connection, string relation, CancellationToken ct) =>
        ScalarAsync(connection, $"select pg_total_relation_size({SqlText.Literal(SqlText.Stored(relation))}::regclass)", ct);

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
