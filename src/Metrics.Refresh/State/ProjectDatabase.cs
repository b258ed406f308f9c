using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>Finds the database of a project in a cluster, for scripts that give each project its own.</summary>
internal static class ProjectDatabase
{
    // Together with the hash and the roles' suffixes shorter than the 63 bytes that PostgreSQL keeps of a name.
    private const int Longest = 40;

    /// <summary>
    /// The name for a project's new database: the project's name if that is a plain identifier, else its plain characters and a hash of
    /// the whole name, so that no two names collide.
    /// </summary>
    public static string NameFor(string project)
    {
        var words = new StringBuilder();
        foreach (var sign in project)
            words.Append(char.IsAsciiLetterOrDigit(sign) ? char.ToLowerInvariant(sign) : '_');
        var plain = string.Join('_', words.ToString().Split('_', StringSplitOptions.RemoveEmptyEntries));
        if (plain.Length > Longest)
            plain = plain[..Longest].TrimEnd('_');
        if (plain.Length == 0 || char.IsAsciiDigit(plain[0]) || plain is "metrics" or "postgres" or "template0" or "template1"
            || plain.StartsWith("pg_", StringComparison.Ordinal))
            plain = plain.Length == 0 ? "project" : $"project_{plain}";
        return plain == project ? plain : $"{plain}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..8]}";
    }

    /// <summary>The database that the project already uses, under any name; else the usual one, unless another project uses it; else the
    /// name for a new one.</summary>
    /// <param name="connectionString">A connection to any database of the cluster.</param>
    /// <param name="claim">The project's claim.</param>
    /// <param name="usual">The name of the usual database; null for one that is named after the project.</param>
    /// <param name="ct">Cancels the search.</param>
    public static async Task<string> FindAsync(string connectionString, ProjectClaim claim, string? usual, CancellationToken ct)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var taken = false;
        foreach (var database in await ListAsync(builder.ConnectionString, ct))
        {
            builder.Database = database;
            await using var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync(ct);
            if (!await ProjectOwner.IsUsedAsync(connection, ct))
                continue;
            if (await ProjectOwner.RefuseAsync(connection, claim, ct) is null)
                return database;
            taken |= database == usual;
        }

        return usual is not null && !taken ? usual : NameFor(claim.Name);
    }

    private static async Task<List<string>> ListAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select datname::text from pg_database
            where datallowconn and not datistemplate and has_database_privilege(datname, 'connect') order by datname <> 'metrics', datname
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var names = new List<string>();
        while (await reader.ReadAsync(ct))
            names.Add(reader.GetString(0));
        return names;
    }
}
