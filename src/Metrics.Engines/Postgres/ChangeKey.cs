using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>
/// An author's query whose result is another one whenever plain tables have changed; it stands for the version that they do not have.
/// </summary>
/// <param name="sql">The query, of any columns and rows.</param>
internal sealed class ChangeKey(string sql)
{
    // Two servers may give the same result of different tables, and so may one before and after it was restored: where and since when
    // belongs to it.
    private readonly string _text =
        $"""
        with change_key as (
        {sql.TrimEnd().TrimEnd(';')}
        )
        select concat(
          extract(epoch from pg_postmaster_start_time()), ' ', (select oid from pg_database where datname = current_database()), ' ',
          (select md5(string_agg(md5(cast(k as text)), ' ' order by md5(cast(k as text)))) from change_key as k))
        where exists (select from change_key)
        """;

    /// <summary>
    /// What it is now, in the transaction that the connection is in; null when the query gives no rows, which says nothing.
    /// </summary>
    public async Task<string?> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(_text, connection);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>What PostgreSQL has against the query; null when it takes it. Nothing is run.</summary>
    public async Task<string?> ProblemAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand(_text, connection);
            await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly, ct);
            return null;
        }
        catch (PostgresException e) when (e.SqlState[..2] is "42" or "22" or "0A" or "54" or "3F")
        {
            return e.MessageText;
        }
    }
}
