using Metrics.Refresh.Sql;
using Npgsql;

namespace Metrics.Refresh.Publishing;

/// <summary>What people added to a view: grants, comments and options. Dropping the view would lose them.</summary>
internal sealed record ViewTraits(IReadOnlyList<ViewGrant> Grants, IReadOnlyList<(string? Column, string Text)> Comments, string? Options)
{
    public static async Task<ViewTraits> ReadAsync(NpgsqlConnection connection, uint view, CancellationToken ct)
    {
        var comments = new List<(string?, string)>();
        string? options = null;
        await using (var command = Command(connection, view,
            """
            select null, obj_description(c.oid, 'pg_class'), array_to_string(c.reloptions, ', ') from pg_class c where c.oid = $1
            union all
            select a.attname, col_description(a.attrelid, a.attnum), null from pg_attribute a where a.attrelid = $1 and a.attnum > 0
            """))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (!reader.IsDBNull(1))
                    comments.Add((reader.IsDBNull(0) ? null : reader.GetString(0), reader.GetString(1)));
                options ??= reader.IsDBNull(2) ? null : reader.GetString(2);
            }
        }

        return new ViewTraits(await ReadGrantsAsync(connection, view, ct), comments, options);
    }

    /// <summary>Gives a recreated view exactly these grants and comments, without those on columns that it no longer has.</summary>
    public async Task RestoreAsync(NpgsqlConnection connection, PeopleView view, uint oid, CancellationToken ct)
    {
        // Default privileges may have granted the new view to other roles.
        var given = (await ReadGrantsAsync(connection, oid, ct)).Select(g => g.Grantee).Distinct(StringComparer.Ordinal)
            .Select(grantee => $"revoke all on {view.QuotedName} from {grantee}");
        var grants = Grants.Where(g => g.Column is null || view.Columns.Contains(g.Column)).Select(g => g.Statement(view));
        var comments = Comments.Where(c => c.Column is null || view.Columns.Contains(c.Column)).Select(c => c.Column is null
            ? $"comment on view {view.QuotedName} is {Literal(c.Text)}"
            : $"comment on column {view.QuotedName}.{SqlSpelling.Identifier(c.Column)} is {Literal(c.Text)}");
        foreach (var statement in given.Concat(grants).Concat(comments))
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<List<ViewGrant>> ReadGrantsAsync(NpgsqlConnection connection, uint view, CancellationToken ct)
    {
        await using var command = Command(connection, view,
            """
            select case when x.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(x.grantee)) end,
              x.privilege_type, x.is_grantable, t.attname
            from (select null as attname, relacl as acl, relowner from pg_class where oid = $1
                  union all
                  select a.attname, a.attacl, c.relowner from pg_attribute a join pg_class c on c.oid = a.attrelid
                  where c.oid = $1 and a.attnum > 0 and not a.attisdropped) t
            cross join lateral aclexplode(t.acl) x
            where x.grantee <> t.relowner
            order by 1, 2, 4
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var grants = new List<ViewGrant>();
        while (await reader.ReadAsync(ct))
            grants.Add(new ViewGrant(
                reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return grants;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, uint view, string sql) => new(sql, connection)
    {
        Parameters = { new() { Value = view, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid } },
    };

    private static string Literal(string text) => $"'{text.Replace("'", "''")}'";
}

/// <summary>One privilege on a view or one of its columns; the grantee is already quoted.</summary>
internal sealed record ViewGrant(string Grantee, string Privilege, bool Grantable, string? Column)
{
    public string Statement(PeopleView view) =>
        $"grant {Privilege}{(Column is null ? "" : $" ({SqlSpelling.Identifier(Column)})")} on {view.QuotedName} "
            + $"to {Grantee}{(Grantable ? " with grant option" : "")}";
}
