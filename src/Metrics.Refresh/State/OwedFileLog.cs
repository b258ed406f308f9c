using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>
/// A file of a growing source whose rows a rollback removed from the published version: the next version has to read it again.
/// </summary>
internal sealed record OwedFile(string Model, string Name, string Sha256);

/// <summary>Files to be read again after a rollback, kept until a run has published their rows.</summary>
internal static class OwedFileLog
{
    /// <summary>All such files, by table.</summary>
    public static async Task<ILookup<string, OwedFile>> ReadAsync(NpgsqlDataSource data, CancellationToken ct)
    {
        await using var command = data.CreateCommand("select model, name, sha256 from ops.owed_file order by model, name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var files = new List<OwedFile>();
        while (await reader.ReadAsync(ct))
            files.Add(new OwedFile(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return files.ToLookup(f => f.Model);
    }

    /// <summary>Adds files, in the transaction that moves the pointers back.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<OwedFile> files, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into ops.owed_file (model, name, sha256) select model, name, sha256 from unnest($1, $2, $3) as t (model, name, sha256)
            on conflict do nothing
            """, connection);
        command.Parameters.AddWithValue(files.Select(f => f.Model).ToArray());
        command.Parameters.AddWithValue(files.Select(f => f.Name).ToArray());
        command.Parameters.AddWithValue(files.Select(f => f.Sha256).ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Deletes the files of tables that were found to contain all their rows, or that no longer exist.</summary>
    public static async Task SettleAsync(NpgsqlConnection connection, IEnumerable<string> models, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("delete from ops.owed_file where model = any($1)", connection);
        command.Parameters.AddWithValue(models.ToArray());
        await command.ExecuteNonQueryAsync(ct);
    }
}
