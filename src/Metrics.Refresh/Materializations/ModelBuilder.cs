using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Materializations;

/// <summary>The result of building a model.</summary>
internal sealed record BuiltModel(string Relation, EquatableList<TableColumn> Columns, long Rows, long Bytes)
{
    /// <summary>True when the relation holds no other version's rows.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Why the table was built anew although it could have been updated row by row; else null.</summary>
    public LargeChange? Anew { get; init; }
}

/// <summary>What is needed to write a new version of an incremental model or a snapshot.</summary>
/// <param name="Render">Gives the model's query; the argument is the rows of the changed input to read, or null for all.</param>
/// <param name="Fresh">An unused name for a relation.</param>
/// <param name="Basis">What to build on.</param>
/// <param name="Version">The version to write.</param>
/// <param name="TakenAt">The time of a snapshot.</param>
internal sealed record VersionedWork(Func<string?, string> Render, string Fresh, BuildBasis Basis, long Version, DateTimeOffset TakenAt);

/// <summary>Builds a model's relation from its rendered query, in the caller's transaction.</summary>
internal static class ModelBuilder
{
    public static async Task<BuiltModel> BuildAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ModelNode model, string relation, string sql, CancellationToken ct)
    {
        var columns = await QueryColumns.DescribeAsync(connection, transaction, model, sql, ct);
        long rows;
        if (model.Materialization == Materialization.View)
        {
            await StoredRelation.CreateViewFromAsync(connection, relation, sql, ct);
            rows = await ScalarAsync(connection, $"select count(*) from {SqlSpelling.Stored(relation)}", ct);
        }
        else
        {
            rows = await StoredRelation.CreateTableFromAsync(connection, relation, sql, ct);
            await StoredRelation.FinishTableAsync(connection, relation, model.Indexes, ct);
        }

        return new BuiltModel(relation, columns, rows, await SizeAsync(connection, relation, ct)) { IsAlone = true };
    }

    public static async Task<BuiltModel> BuildAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, ModelNode model, VersionedWork work, CancellationToken ct)
    {
        var rows = await new VersionedBuild(connection, transaction, model, work).BuildAsync(ct);
        return new BuiltModel(rows.Relation, rows.Columns, rows.Rows, await SizeAsync(connection, rows.Relation, ct))
        {
            Anew = rows.Anew,
            IsAlone = rows.IsAlone,
        };
    }

    /// <summary>Bytes on disk, indexes included.</summary>
    public static Task<long> SizeAsync(NpgsqlConnection connection, string relation, CancellationToken ct) =>
        ScalarAsync(connection, $"select pg_total_relation_size({SqlSpelling.Literal(SqlSpelling.Stored(relation))}::regclass)", ct);

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
