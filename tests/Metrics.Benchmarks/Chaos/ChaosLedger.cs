using Dapper;
using Npgsql;

namespace Metrics.Benchmarks.Chaos;

/// <summary>Counts what is stored: nothing lost, nothing twice, nothing left behind.</summary>
internal sealed class ChaosLedger(string connectionString)
{
    public async Task<Generation> FirstAsync(long rows)
    {
        var first = await OneAsync<(long Rows, long Accepted, decimal Amount)>(
            "select count(*), count(*) filter (where status = 'accepted'), sum(amount) filter (where status = 'accepted') from "
            + "bronze.storefront__transactions");
        return first.Rows == rows ? new Generation(first.Rows, first.Accepted, first.Amount)
            : throw new InvalidOperationException($"{first.Rows} of {rows} payments were loaded");
    }

    public Task<int> DevicesAsync() => OneAsync<int>("select count(*)::int from gold.dim_device");

    public async Task<IReadOnlyList<string>> CheckAsync(Generation due, bool second)
    {
        var findings = new List<string>();
        var (rows, ids, accepted, amount) = await OneAsync<(long, long, long, decimal)>(
            "select count(*), count(distinct transaction_id), count(*) filter (where status = 'accepted'), sum(amount) filter (where "
            + "status = 'accepted') from gold.fct_transactions");
        if ((rows, ids, accepted, amount) != (due.Rows, due.Rows, due.Accepted, due.Amount))
            findings.Add($"{rows} payments ({ids} different, {accepted} accepted, {amount}) are published, and the files hold {due}");
        var bronze = await OneAsync<long>("select count(*) from bronze.storefront__transactions");
        if (bronze != due.Rows)
            findings.Add($"{bronze} rows in bronze, {due.Rows} in the files");
        if (!second && await OneAsync<long>("select sum(accepted)::bigint from gold.day_totals") is var total && total != due.Accepted)
            findings.Add($"the second fact counts {total}, the files hold {due.Accepted}");
        var (rated, known) = await OneAsync<(long, long)>(
            """
            select (select sum(transactions)::bigint from gold.fct_store_transaction_rate where clock = 'happened_at' and statuses = 'all'),
                   (select count(*) from gold.fct_transactions where store_id is not null and happened_at is not null)
            """);
        if (rated != known)
            findings.Add($"the stores' rates count {rated} payments of {known}");
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        findings.AddRange((await connection.QueryAsync<string>(
            """
            select relname from pg_class c where relnamespace = 'store'::regnamespace and relkind in ('r', 'v')
              and not exists (select from ops.table_version v where v.state = 'published' and c.relname in (v.relation, v.rejects_relation))
            """)).Select(r => $"{r} was left behind"));
        return findings;
    }

    /// <summary>What every row of the facts comes to, as one text.</summary>
    public Task<string> HashesAsync() =>
        OneAsync<string>(
            "select " + string.Join(
                " || ' ' || ", new[] { "gold.fct_transactions", "gold.fct_store_transaction_rate", "gold.day_totals", "gold.dim_product" }
                .Select(t => $"(select count(*) || ':' || sum(hashtextextended(t::text, 0)) from {t} as t)")));

    private async Task<T> OneAsync<T>(string sql)
    {
        // The server may have been restarted since the last question.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        return await connection.QuerySingleAsync<T>(sql, commandTimeout: 600);
    }
}
