namespace Metrics.Refresh.Sql;

/// <summary>
/// The query for keys that several rows have. Rows are taken in the key's order: from its index alone where there is one, else by a sort of
/// the keys, which costs less than a hash table with an entry for every row of a large table.
/// </summary>
internal static class RepeatedKeys
{
    /// <summary>Each of them once.</summary>
    /// <param name="table">Something that may stand in FROM.</param>
    /// <param name="keys">The columns, quoted and separated by commas.</param>
    /// <param name="where">The rows to look at; all unless said otherwise.</param>
    public static string In(string table, string keys, string where = "true") =>
        $"select {keys} from (select {keys}, row_number() over (partition by {keys}) as _nth from {table} as k where {where}) as r "
        + "where _nth = 2";
}
