using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>
/// Two group roles for people and their tools: login roles are made members of them. <see cref="RoleNames.BusinessIntelligence"/> may read
/// the views of <c>gold</c>; <see cref="RoleNames.Analysts"/> also those of <c>silver</c> and <c>bronze</c>. Neither may read <c>store</c>
/// or <c>ops</c>.
/// </summary>
internal static class ReaderRoles
{
    /// <summary>Creates the roles and grants usage of their schemas; returns a note for operators when that was not permitted.</summary>
    public static async Task<string?> EnsureAsync(NpgsqlConnection connection, RoleNames names, CancellationToken ct)
    {
        var (missing, foreign) = (new List<string>(), new List<string>());
        foreach (var role in names.Readers)
        {
            if (!await EnsureAsync(connection, role, ct))
                missing.Add(role);
            else if (!await RoleNames.IsOursAsync(connection, role, ct))
                foreign.Add(role);
            else
                await LetInAsync(connection, role, RoleNames.IsAnalysts(role) ? "gold, silver, bronze" : "gold", ct);
        }

        var notes = new List<string>();
        if (missing.Count > 0)
        {
            notes.Add(
                $"role {string.Join(" and ", missing)} does not exist and this user may not create roles; "
                + "no view is granted to it");
        }

        if (foreign.Count > 0)
            notes.Add($"{RoleNames.TellForeign(foreign)}; no view is granted to it");
        return notes.Count == 0 ? null : string.Join("; ", notes);
    }

    /// <summary>Those of the two roles that exist and were created by a refresh.</summary>
    public static Task<IReadOnlyList<string>> ThereAsync(NpgsqlConnection connection, CancellationToken ct) =>
        FindAsync(
            connection, $"select rolname::text from pg_roles where rolname = any($1) and {RoleNames.OursCondition} order by rolname", ct);

    /// <summary>Those of the two roles that exist but were not created by a refresh.</summary>
    public static Task<IReadOnlyList<string>> ForeignAsync(NpgsqlConnection connection, CancellationToken ct) =>
        FindAsync(
            connection,
            $"select rolname::text from pg_roles where rolname = any($1) and {RoleNames.OursCondition} is not true order by rolname", ct);

    /// <summary>Those of the two roles that have members or may log in.</summary>
    public static Task<IReadOnlyList<string>> GivenAsync(NpgsqlConnection connection, CancellationToken ct) => FindAsync(
        connection,
        """
        select rolname::text from pg_roles r
        where rolname = any($1) and (rolcanlogin or exists (select from pg_auth_members m where m.roleid = r.oid)) order by rolname
        """,
        ct);

    // Also grants CONNECT on the database where PUBLIC does not have it.
    private static Task LetInAsync(NpgsqlConnection connection, string role, string schemas, CancellationToken ct) => ExecuteAsync(
        connection,
        $"""
        do $grant$
        begin
          grant usage on schema {schemas} to {SqlSpelling.Identifier(role)};
          if not has_database_privilege({SqlSpelling.Literal(role)}, current_database(), 'connect')
            and pg_has_role(current_user, (select datdba from pg_database where datname = current_database()), 'usage') then
            execute format('grant connect on database %I to %I', current_database(), {SqlSpelling.Literal(role)});
          end if;
        end $grant$
        """, ct);

    // Roles are shared by the whole server: another refresh may have created one already, or be creating it now.
    private static async Task<bool> EnsureAsync(NpgsqlConnection connection, string role, CancellationToken ct)
    {
        await using var look = new NpgsqlCommand(
            """
            select exists (select from pg_roles where rolname = $1),
                   (select rolsuper or rolcreaterole from pg_roles where rolname = current_user)
            """, connection) { Parameters = { new() { Value = role } } };
        bool exists, mayCreate;
        await using (var reader = await look.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            (exists, mayCreate) = (reader.GetBoolean(0), reader.GetBoolean(1));
        }

        if (exists || !mayCreate)
            return exists;
        try
        {
            await ExecuteAsync(
                connection,
                $"create role {SqlSpelling.Identifier(role)} nologin nosuperuser nocreatedb nocreaterole noreplication; "
                    + RoleNames.Marking(role),
                ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // Another refresh has created it in the meantime: nothing left to do.
        }

        return true;
    }

    private static async Task<IReadOnlyList<string>> FindAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        var names = await RoleNames.OfAsync(connection, ct);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue(names.Readers.ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var roles = new List<string>();
        while (await reader.ReadAsync(ct))
            roles.Add(reader.GetString(0));
        return roles;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
