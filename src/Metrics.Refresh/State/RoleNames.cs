using System.Security.Cryptography;
using System.Text;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>
/// The names of a database's roles. Roles are shared by the whole server, so each database has its own, named after it: those of database
/// <c>shop</c> are <c>shop_api</c>, <c>shop_bi</c> and <c>shop_analyst</c>. Earlier releases used <c>metrics_api</c> and so on in every
/// database; a database in which these have rights already keeps them.
/// </summary>
/// <param name="Prefix">The prefix of the names.</param>
internal sealed record RoleNames(string Prefix)
{
    /// <summary>The roles of the database <c>metrics</c>, and of databases that earlier releases set up.</summary>
    public static readonly RoleNames First = new("metrics");

    /// <summary>The comment on roles that were created by a refresh.</summary>
    public const string Mark = "made by metrics";

    private const string AnalystSuffix = "_analyst";

    // PostgreSQL reserves this prefix for its own roles.
    private const string Reserved = "pg_";

    /// <summary>The role the API logs in with.</summary>
    public string Api => $"{Prefix}_api";

    /// <summary>Reads the views of <c>gold</c>.</summary>
    public string BusinessIntelligence => $"{Prefix}_bi";

    /// <summary>Reads all views.</summary>
    public string Analysts => Prefix + AnalystSuffix;

    /// <summary>The two roles for people.</summary>
    public IReadOnlyList<string> Readers => [BusinessIntelligence, Analysts];

    /// <summary>True for a role that reads all views.</summary>
    public static bool IsAnalysts(string role) => role.EndsWith(AnalystSuffix, StringComparison.Ordinal);

    /// <summary>The statement that marks a role as created by a refresh.</summary>
    public static string Marking(string role) => $"comment on role {SqlSpelling.Identifier(role)} is {SqlSpelling.Literal(Mark)}";

    /// <summary>A condition on <c>pg_roles</c>: the role was created by a refresh.</summary>
    public static readonly string OursCondition =
        $"(rolname like 'metrics\\_%' or shobj_description(pg_roles.oid, 'pg_authid') = {SqlSpelling.Literal(Mark)})";

    /// <summary>The message about roles of these names that existed before.</summary>
    public static string TellForeign(IReadOnlyList<string> roles) =>
        $"role {string.Join(" and ", roles)} existed before and was not made by this product (if it is meant for this: "
        + $"{string.Join("; ", roles.Select(Marking))})";

    /// <summary>True for a role created by a refresh: it has the mark, or a name given by earlier releases, which set no mark.</summary>
    public static async Task<bool> IsOursAsync(NpgsqlConnection connection, string role, CancellationToken ct)
    {
        if (role.StartsWith($"{First.Prefix}_", StringComparison.Ordinal))
            return true;
        await using var command = new NpgsqlCommand(
            "select shobj_description(oid, 'pg_authid') from pg_roles where rolname = $1", connection);
        command.Parameters.AddWithValue(role);
        return await command.ExecuteScalarAsync(ct) is Mark;
    }

    /// <summary>The names for the connection's database.</summary>
    public static async Task<RoleNames> OfAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select current_database()::text, exists (
              select from pg_namespace n cross join lateral aclexplode(n.nspacl) x join pg_roles r on r.oid = x.grantee
              where n.nspname in ('ops', 'gold') and r.rolname = any($1))
            """, connection);
        command.Parameters.AddWithValue(new[] { First.Api, First.BusinessIntelligence, First.Analysts });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(1) ? First : Named(reader.GetString(0));
    }

    /// <summary>The names for a database with this name.</summary>
    public static RoleNames Named(string database) =>
        new(Fitting(database.StartsWith(Reserved, StringComparison.Ordinal) ? $"{First.Prefix}_{database}" : database));

    // Two long names could be equal once cut; a hash of the whole name keeps them different.
    private static string Fitting(string database)
    {
        var bytes = Encoding.UTF8.GetBytes(database);
        if (bytes.Length + AnalystSuffix.Length <= SqlSpelling.MaxNameBytes)
            return database;
        var sum = Convert.ToHexStringLower(SHA256.HashData(bytes))[..8];
        var cut = database;
        while (Encoding.UTF8.GetByteCount(cut) + sum.Length + 1 + AnalystSuffix.Length > SqlSpelling.MaxNameBytes)
            cut = cut[..^1];
        return $"{cut}_{sum}";
    }
}
