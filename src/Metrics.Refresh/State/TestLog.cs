using Npgsql;
using NpgsqlTypes;

namespace Metrics.Refresh.State;

/// <summary>Results of data tests: the history by run, the latest result of each test, and a few of its bad rows.</summary>
internal sealed class TestLog(NpgsqlDataSource data)
{
    /// <summary>Writes the results of one table's or metric's tests.</summary>
    /// <param name="model">The table, or the metric of golden tests; a metric may have the same name as a table.</param>
    /// <param name="results">The results, each with its samples of bad rows.</param>
    /// <param name="others">
    /// The tests of this name that were not run. Latest results of tests that are neither among them nor among the results are deleted,
    /// since these tests no longer exist. Null deletes none.
    /// </param>
    /// <param name="ct">Cancels it.</param>
    public async Task RecordAsync(
        string model, IReadOnlyList<(TestResult Result, IReadOnlyList<string> Samples)> results, IEnumerable<string>? others,
        CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var command = new NpgsqlCommand(
            """
            with given as (
              select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as t (run_id, model, test, severity, status, bad_rows, at, detail,
                  said)),
            history as (
              insert into ops.test_result (run_id, model, test, severity, status, bad_rows, at, detail, said) select * from given)
            insert into ops.latest_test (run_id, model, test, severity, status, bad_rows, at, detail, said) select * from given
            on conflict (model, test) do update
            set run_id = excluded.run_id, severity = excluded.severity, status = excluded.status, bad_rows = excluded.bad_rows,
                at = excluded.at, detail = excluded.detail,
                said = excluded.said
            """, connection))
        {
            var rows = results.Select(r => r.Result).ToList();
            command.Parameters.AddWithValue(rows.Select(r => r.RunId).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Model).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Test).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Severity).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.Status).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.BadRows).ToArray());
            command.Parameters.AddWithValue(rows.Select(r => r.At).ToArray());
            command.Parameters.Add(
                new() { Value = rows.Select(r => r.Detail).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = rows.Select(r => r.Said).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
            await command.ExecuteNonQueryAsync(ct);
        }

        if (others is not null)
            await ForgetOthersAsync(connection, model, [.. results.Select(r => r.Result.Test), .. others], ct);
        await SampleAsync(connection, results, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Tables whose last attempt failed in a data test.</summary>
    public async Task<IReadOnlySet<string>> FailedAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand("select model from ops.table_attempt where status = 'test_failed'");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var models = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            models.Add(reader.GetString(0));
        return models;
    }

    /// <summary>
    /// Tables that stay as they are when a run fails as a whole: their last attempt left an older version in place for a reason of its own,
    /// or a rollback holds them, so that no scheduled run would build them.
    /// </summary>
    public async Task<IReadOnlySet<string>> LeftAsync(CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            """
            select model from ops.table_attempt where status not in ('published', 'unchanged')
            union select model from ops.published_table where held
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var models = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            models.Add(reader.GetString(0));
        return models;
    }

    /// <summary>Deletes the latest results of names that are neither known nor published any more.</summary>
    public async Task ForgetAsync(string[] known, CancellationToken ct)
    {
        await using var command = data.CreateCommand(
            "delete from ops.latest_test t where model <> all($1) and not exists (select from ops.published_table p where p.model = "
            + "t.model)");
        command.Parameters.AddWithValue(known);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task ForgetOthersAsync(NpgsqlConnection connection, string model, string[] tests, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from ops.latest_test where model = $1 and test <> all($2)", connection);
        command.Parameters.AddWithValue(model);
        command.Parameters.AddWithValue(tests);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task SampleAsync(
        NpgsqlConnection connection, IReadOnlyList<(TestResult Result, IReadOnlyList<string> Samples)> results, CancellationToken ct)
    {
        var samples = results.SelectMany(r => r.Samples.Select(s => (r.Result, Row: s))).ToList();
        if (samples.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            "insert into ops.test_sample (run_id, model, test, bad_row) select * from unnest($1, $2, $3, $4) as t", connection);
        command.Parameters.AddWithValue(samples.Select(s => s.Result.RunId).ToArray());
        command.Parameters.AddWithValue(samples.Select(s => s.Result.Model).ToArray());
        command.Parameters.AddWithValue(samples.Select(s => s.Result.Test).ToArray());
        command.Parameters.Add(
            new() { Value = samples.Select(s => s.Row).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(ct);
    }
}
