using System.Globalization;
using Metrics.Domain.Diagnostics;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>
/// A database belongs to one project, which it records by name: a full run removes published tables that its project does not build, and
/// must not remove those of another project. Two projects may have the same name by accident, so a project that publishes must also build
/// at least half of the published tables.
/// </summary>
internal static class ProjectOwner
{
    private const int MostNames = 3;

    // With fewer tables one edit may well rename more than half of them, but hardly all of several.
    private const int Handful = 5;

    /// <summary>Why a project may not use a database; null when it may. The database need not have been set up.</summary>
    public static async Task<Diagnostic?> RefuseAsync(NpgsqlConnection connection, ProjectClaim claim, CancellationToken ct)
    {
        var (owner, published) = await ReadAsync(connection, ct);
        var made = published.Count(claim.Makes);
        var enough = made * 2 >= published.Length;
        var isSmall = published.Length < Handful && (made > 0 || published.Length < 2);
        if (owner is null ? enough : owner == claim.Name && (enough || claim.ByName || isSmall))
            return null;
        var others = string.Join(", ", published.Where(p => !claim.Makes(p)).Take(MostNames));
        var whose = owner is null ? $"has tables of another project, such as {others}, and this is project '{claim.Name}'"
            : owner != claim.Name ? $"belongs to project '{owner}', and this is project '{claim.Name}'"
            : string.Create(CultureInfo.InvariantCulture,
                $"belongs to a project that is also called '{owner}', and this one makes {made} of its {published.Length} tables, "
                + $"not {others}");
        return new Diagnostic(
            DiagnosticCode.OtherProject,
            $"database '{connection.Database}' {whose}: a run of this project would remove the other's tables",
            Hint: owner == claim.Name
                ? "another project needs another name in metrics.yml and its own database; if it is the same one, which makes "
                    + "fewer tables now, use run --take-over once"
                : "use a database of its own (createdb, and Database= of the connection; ./run.sh FOLDER does both); if it is "
                    + "the same project under a new name, or the other is to end, use run --take-over once");
    }

    /// <summary>The same, for the holder of the lease.</summary>
    public static async Task<Diagnostic?> RefuseAsync(NpgsqlDataSource data, ProjectClaim claim, CancellationToken ct)
    {
        await using var connection = await data.OpenConnectionAsync(ct);
        return await RefuseAsync(connection, claim, ct);
    }

    /// <summary>Records the project as the database's owner, under the lease; returns the refusal when another one owns it.</summary>
    public static async Task<Diagnostic?> ClaimAsync(NpgsqlConnection connection, ProjectClaim claim, bool takeOver, CancellationToken ct)
    {
        if (!takeOver && await RefuseAsync(connection, claim, ct) is { } other)
            return other;
        await using var command = new NpgsqlCommand(
            """
            insert into ops.project (name) values ($1)
            on conflict (one) do update set name = excluded.name, since = now() where project.name <> excluded.name
            """, connection);
        command.Parameters.AddWithValue(claim.Name);
        await command.ExecuteNonQueryAsync(ct);
        return null;
    }

    /// <summary>True when the database has an owner or published tables.</summary>
    public static async Task<bool> IsUsedAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var (owner, published) = await ReadAsync(connection, ct);
        return owner is not null || published.Length > 0;
    }

    // Databases of earlier releases record no owner, and a new database has neither table.
    private static async Task<(string? Owner, string[] Published)> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        bool owned, used;
        await using (var look = new NpgsqlCommand(
            "select to_regclass('ops.project') is not null, to_regclass('ops.published_table') is not null", connection))
        await using (var there = await look.ExecuteReaderAsync(ct))
        {
            await there.ReadAsync(ct);
            (owned, used) = (there.GetBoolean(0), there.GetBoolean(1));
        }

        var owner = owned ? "(select name from ops.project)" : "null::text";
        var published = used ? "array(select model::text from ops.published_table order by model)" : "array[]::text[]";
        await using var command = new NpgsqlCommand($"select {owner}, {published}", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetFieldValue<string[]>(1));
    }
}
