namespace Metrics.Refresh.Sql;

/// <summary>
/// The query for keys that several rows have. It reads rows in key order: by an index-only scan where the key has an index, else by
/// sorting the keys, which is cheaper than a hash table with an entry for every row of a large table.
/// </summary>
internal static class RepeatedKeys
{
    /// <summary>The query, which yields each repeated key once.</summary>
    /// <param name="table">SQL for FROM.</param>
    /// <param name="keys">The columns, quoted and separated by commas.</param>
    /// <param name="where">The condition for rows to compare; by default all.</param>
    public static string In(string table, string keys, string where = "true") =>
        $"select {keys} from (select {keys}, row_number() over (partition by {keys}) as _nth from {table} as k where {where}) as r "
        + "where _nth = 2";
}
