using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>The role that the API logs in with, <see cref="RoleNames.Api"/>. It may read <c>store</c> and the contract views, request
/// runs, and write audit rows and reports of warming; nothing else.</summary>
internal static class ApiRole
{
    /// <summary>Creates or repairs the role. Returns a note for operators when that was not permitted, or a refusal when it would mean to
    /// set the password of a role that was not created by a refresh.</summary>
    public static async Task<(string? Note, Diagnostic? Foreign)> EnsureAsync(
        NpgsqlConnection connection, string name, string? password, CancellationToken ct)
    {
        // Roles are shared by the whole server, so another database's refresh may have created it already, or be creating it now.
        var (exists, mayCreate) = await LookAsync(connection, name, ct);
        if (!exists && !mayCreate)
            return ($"role {name} does not exist and this user may not create roles; the API has to log in as this user", null);
        if (!exists)
            await CreateAsync(connection, name, ct);
        var isOurs = await RoleNames.IsOursAsync(connection, name, ct);
        // The role may be in use by something else, so nothing is granted to it.
        if (!isOurs && string.IsNullOrEmpty(password))
            return ($"{RoleNames.TellForeign([name])}; nothing is granted to it, and the API has to log in as this user", null);
        string? note = null;
        if (!string.IsNullOrEmpty(password) && !await HasPasswordAsync(connection, name, password, ct))
        {
            if (!isOurs)
                return (null, ForeignRole(name));
            if (!await SetPasswordAsync(connection, name, password, ct))
                note = $"this user may not change the password of role {name}; METRICS_API_PASSWORD was not applied";
        }

        await GrantAsync(connection, name, ct);
        return (note, null);
    }

    private static Diagnostic ForeignRole(string name) => new(
        DiagnosticCode.ForeignRole,
        $"the API's role of this database is called {name}, and a role of that name existed before: its password is not changed",
        Hint: "give the database another name, or start without METRICS_API_PASSWORD; if the role is meant for the API, mark it: "
            + $"comment on role {SqlSpelling.Identifier(name)} is {SqlSpelling.Literal(RoleNames.Mark)}");

    private static async Task<(bool Exists, bool MayCreate)> LookAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select exists (select from pg_roles where rolname = $1), rolsuper or rolcreaterole
            from pg_roles where rolname = current_user
            """, connection) { Parameters = { new() { Value = name } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetBoolean(0), reader.GetBoolean(1));
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        try
        {
            await ExecuteAsync(
                connection,
                $"create role {SqlSpelling.Identifier(name)} login nosuperuser nocreatedb nocreaterole noreplication; "
                    + RoleNames.Marking(name),
                ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // Another database's refresh has created it in the meantime: nothing left to do.
        }
    }

    private static async Task<bool> HasPasswordAsync(NpgsqlConnection connection, string name, string password, CancellationToken ct) =>
        await StoredVerifierAsync(connection, name, ct) is { } stored && ScramVerifier.Matches(stored, password);

    private static async Task<bool> SetPasswordAsync(NpgsqlConnection connection, string name, string password, CancellationToken ct)
    {
        try
        {
            // Retried on the server: "tuple concurrently updated" (another refresh alters the same role) would end the connection.
            await ExecuteAsync(connection,
                $"""
                do $alter$
                begin
                  for attempt in 1..100 loop
                    begin
                      alter role {SqlSpelling.Identifier(name)} password '{ScramVerifier.Of(password)}';
                      return;
                    exception when internal_error then
                      if attempt = 100 then raise; end if;
                      perform pg_sleep(0.02);
                    end;
                  end loop;
                end $alter$
                """, ct);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    // Only superusers may read it. Others set the password again each time, which does not affect open connections.
    private static async Task<string?> StoredVerifierAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        await using var may = new NpgsqlCommand("select has_table_privilege('pg_catalog.pg_authid', 'select')", connection);
        if (await may.ExecuteScalarAsync(ct) is not true)
            return null;
        await using var command = new NpgsqlCommand("select rolpassword from pg_catalog.pg_authid where rolname = $1", connection)
        {
            Parameters = { new() { Value = name } },
        };
        return await command.ExecuteScalarAsync(ct) as string;
    }

    private static Task GrantAsync(NpgsqlConnection connection, string name, CancellationToken ct) => ExecuteAsync(connection,
        $"""
        do $grant$
        declare contract text;
        begin
          grant usage on schema ops, store to {SqlSpelling.Identifier(name)};
          grant select on all tables in schema store to {SqlSpelling.Identifier(name)};
          alter default privileges in schema store grant select on tables to {SqlSpelling.Identifier(name)};
          grant insert on ops.run_request to {SqlSpelling.Identifier(name)};
          grant insert on ops.audit to {SqlSpelling.Identifier(name)};
          grant insert on ops.candidate_ready to {SqlSpelling.Identifier(name)};
          -- Where not everybody may connect, it may.
          if not has_database_privilege({SqlSpelling.Literal(name)}, current_database(), 'connect')
            and pg_has_role(current_user, (select datdba from pg_database where datname = current_database()), 'usage') then
            execute format('grant connect on database %I to %I', current_database(), {SqlSpelling.Literal(name)});
          end if;
          for contract in
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'ops' and c.relkind = 'v' and c.relname like 'api\_%'
          loop
            execute format('grant select on %s to %I', contract, {SqlSpelling.Literal(name)});
          end loop;
        end $grant$
        """, ct);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
