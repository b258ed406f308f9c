using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>An author's query whose result changes whenever plain tables change; it replaces the version that they do not have.</summary>
/// <param name="sql">The query, of any columns and rows.</param>
internal sealed class ChangeKey(string sql)
{
    // Two servers may give the same result for different tables, and so may one server before and after a restore. Server start and
    // database are therefore part of the key.
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

    /// <summary>Its present value, read in the connection's transaction; null when the query gives no rows, which is no value.</summary>
    public async Task<string?> ReadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(_text, connection);
        return await command.ExecuteScalarAsync(ct) as string;
    }

    /// <summary>Why PostgreSQL refuses the query; null when it accepts it. Nothing is run.</summary>
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
