using Metrics.Domain.Diagnostics;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>
/// A database belongs to one project, by its name: a whole run takes away the published tables that its project does not make, and those
/// of another project are not meant by that.
/// </summary>
internal static class ProjectOwner
{
    private const int MostNames = 3;

    /// <summary>Says why a project may not use a database; null when it may.</summary>
    /// <param name="connection">To the database.</param>
    /// <param name="name">The project's name.</param>
    /// <param name="makes">True of a table that the project makes.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<Diagnostic?> RefuseAsync(
        NpgsqlConnection connection, string name, Func<string, bool> makes, CancellationToken ct)
    {
        var (owner, published) = await ReadAsync(connection, ct);
        var database = connection.Database;
        if (owner == name || (owner is null && (published.Length == 0 || published.Any(makes))))
            return null;
        var whose = owner is not null ? $"belongs to project '{owner}'"
            : $"has tables of another project, such as {string.Join(", ", published.Take(MostNames))}";
        return new Diagnostic(
            DiagnosticCode.OtherProject,
            $"database '{database}' {whose}, and this is project '{name}': its run would take the other's tables away",
            Hint: "use a database of its own (createdb, and Database= of the connection; ./run.sh FOLDER does it by itself); where it is "
                + "the same project under a new name, or the other is to end, say run --take-over once");
    }

    /// <summary>Writes down whose the database is, under the lease; the refusal when it is another's.</summary>
    public static async Task<Diagnostic?> ClaimAsync(
        NpgsqlConnection connection, string name, Func<string, bool> makes, bool takeOver, CancellationToken ct)
    {
        if (!takeOver && await RefuseAsync(connection, name, makes, ct) is { } other)
            return other;
        await using var command = new NpgsqlCommand(
            """
            insert into ops.project (name) values ($1)
            on conflict (one) do update set name = excluded.name, since = now() where project.name <> excluded.name
            """, connection);
        command.Parameters.AddWithValue(name);
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }

    private static async Task<(string? Owner, string[] Published)> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select (select name from ops.project), array(select model::text from ops.published_table order by model)", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetFieldValue<string[]>(1));
    }
}
