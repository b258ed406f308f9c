using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>Which database of a cluster is a project's, for scripts that give each project one.</summary>
internal static class ProjectDatabase
{
    // With the sum and the roles' endings below the 63 bytes that PostgreSQL keeps.
    private const int Longest = 40;

    /// <summary>
    /// What a new database of a project is called: its name where that is a plain one, else what is plain in it and a sum of the whole
    /// name, so that no two names meet.
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

    /// <summary>The database that a project has already, whatever it is called; else the usual one, where nobody else has it; else a new
    /// one's name.</summary>
    /// <param name="connectionString">To any database of the cluster.</param>
    /// <param name="claim">The project's.</param>
    /// <param name="usual">What it has when nothing says otherwise; null for one that is called after it.</param>
    /// <param name="ct">Ends the search.</param>
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
