using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Sql;
using Metrics.Refresh.State;
using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>
/// What the roles for people may read of each view: all of it, some columns, or nothing. Views of tables that are no longer declared stay
/// as they are.
/// </summary>
/// <param name="Columns">For each table, the columns that may be read; null for all of them.</param>
internal sealed record ReaderRules(IReadOnlyDictionary<string, EquatableList<string>?> Columns);

/// <summary>Grants <see cref="ReaderRoles"/> exactly what they may read; other grants on a view stay.</summary>
internal sealed class ReaderGrants(ReaderRules rules)
{
    private const string RejectedSuffix = "__rejected";
    private static readonly TimeSpan LockTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Repairs the grants of every view; returns what could not be repaired (R141).</summary>
    public async Task<EquatableList<Diagnostic>> ApplyAsync(LeaseGrant grant, CancellationToken ct)
    {
        await using var connection = await grant.Data.OpenConnectionAsync(ct);
        var roles = await ReaderRoles.ThereAsync(connection, ct);
        var foreign = await ReaderRoles.ForeignAsync(connection, ct);
        if (roles.Count + foreign.Count == 0)
            return [];
        var problems = new List<Diagnostic>();
        foreach (var view in await PeopleViewLog.MadeAsync(connection, ct))
        {
            if (await MendAsync(connection, grant, view, roles, foreign, ct) is { } problem)
                problems.Add(new Diagnostic(DiagnosticCode.GrantNotMade, $"view {view}: {problem}", Hint: "the next run tries again"));
        }

        return problems.ToEquatableList();
    }

    private async Task<string?> MendAsync(
        NpgsqlConnection connection, LeaseGrant grant, PeopleView view, IReadOnlyList<string> roles, IReadOnlyList<string> foreign,
        CancellationToken ct)
    {
        var model = view.Name.EndsWith(RejectedSuffix, StringComparison.Ordinal) ? view.Name[..^RejectedSuffix.Length] : view.Name;
        if (!rules.Columns.TryGetValue(model, out var columns))
            return null;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (!await LeaseRow.LockOwnAsync(connection, grant, ct))
                return grant.LostDiagnostic.Message;
            var statements = new List<string>();
            foreach (var role in roles)
            {
                // Rejected rows hold values of all their table's columns: if some of these are not readable, no rejected row is.
                var wanted = Wanted(view, role, model == view.Name ? columns : columns is null ? null : []);
                if (!wanted.SetEquals(await GivenAsync(connection, view, role, ct)))
                    statements.AddRange(Statements(view, role, wanted));
            }

            // A role that no refresh created is granted nothing. Of earlier grants it keeps only the columns that are still readable.
            foreach (var role in foreign.Where(_ => columns is not null))
            {
                var given = await GivenAsync(connection, view, role, ct);
                var kept = given.Intersect(model == view.Name ? columns ?? [] : []).ToHashSet(StringComparer.Ordinal);
                if (!kept.SetEquals(given))
                    statements.AddRange(Statements(view, role, kept));
            }

            if (statements.Count == 0)
                return null;
            statements.Insert(0, $"set local lock_timeout = '{(int)LockTimeout.TotalMilliseconds}ms'");
            await using var command = new NpgsqlCommand(string.Join(";\n", statements), connection);
            await command.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (PostgresException e) when (
            e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.InsufficientPrivilege)
        {
            return e.MessageText;
        }
    }

    // "" means the whole view.
    private static HashSet<string> Wanted(PeopleView view, string role, EquatableList<string>? columns)
    {
        if (!RoleNames.IsAnalysts(role) && view.Schema != Layer.Gold.Word())
            return [];
        return columns is { } some ? some.Where(c => view.Columns.Contains(c)).ToHashSet(StringComparer.Ordinal) : [""];
    }

    private static IEnumerable<string> Statements(PeopleView view, string role, HashSet<string> wanted)
    {
        // Revoking SELECT on the whole view also revokes it on its columns.
        yield return $"revoke select on {view.QuotedName} from {SqlSpelling.Identifier(role)}";
        if (wanted.Contains(""))
            yield return $"grant select on {view.QuotedName} to {SqlSpelling.Identifier(role)}";
        else if (wanted.Count > 0)
        {
            var names = string.Join(", ", wanted.Order(StringComparer.Ordinal).Select(SqlSpelling.Identifier));
            yield return $"grant select ({names}) on {view.QuotedName} to {SqlSpelling.Identifier(role)}";
        }
    }

    private static async Task<HashSet<string>> GivenAsync(NpgsqlConnection connection, PeopleView view, string role, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select t.attname
            from (select '' as attname, relacl as acl from pg_class where oid = to_regclass($1)
                  union all
                  select attname, attacl from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped) t
            cross join lateral aclexplode(t.acl) x
            where x.privilege_type = 'SELECT' and x.grantee = (select oid from pg_roles where rolname = $2)
              and x.grantor = (select relowner from pg_class where oid = to_regclass($1))
            """, connection);
        command.Parameters.AddWithValue(view.QuotedName);
        command.Parameters.AddWithValue(role);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var given = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            given.Add(reader.GetString(0));
        return given;
    }
}
