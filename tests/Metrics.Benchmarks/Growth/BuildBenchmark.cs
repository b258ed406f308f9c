using System.Diagnostics;
using System.Globalization;
using Metrics.Refresh.Materializations;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks.Growth;

/// <summary>A model's table against the same <c>create table as</c> by hand on the same relations, in turns.</summary>
internal static class BuildBenchmark
{
    private const double Limit = 1.10;
    private const string Query =
        """
        select p.id, p.device_id, d.store_id, nullif(btrim(p.name), '') as name, p.amount, p.status, p.at
        from store.payments as p left join store.devices as d on d.id = p.device_id
        """;

    public static async Task<int> RunAsync(long rows, int rounds)
    {
        using var server = PostgresServer.Start();
        await using var data = NpgsqlDataSource.Create(server.CreateDatabase());
        await using var connection = await data.OpenConnectionAsync();
        await ExecuteAsync(connection,
            $"""
            create schema store;
            create table store.devices as select i as id, i % 700 as store_id from generate_series(1, 10000) i;
            create table store.payments as
            select i as id, 1 + i % 10000 as device_id, 'thing ' || i % 977 as name, (i % 1000)::numeric(12,2) as amount,
              (array['accepted', 'refused', 'cancelled'])[1 + i % 3] as status, timestamp '2026-01-01' + i * interval '1 second' as at
            from generate_series(1, {rows}) i;
            analyze store.devices; analyze store.payments
            """);
        var (byHand, table, versioned) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            // The first round only warms. Both are analyzed, since no reader may meet a table without statistics.
            var times = new[]
            {
                await TimeAsync(
                    connection, async () => await ExecuteAsync(connection, $"create table store.made as {Query}; analyze store.made")),
                await TimeAsync(connection, async () =>
                {
                    await StoredRelation.CreateTableFromAsync(connection, "made", Query, CancellationToken.None);
                    await StoredRelation.FinishTableAsync(connection, "made", [], CancellationToken.None);
                }),
                await TimeAsync(connection, async () =>
                {
                    await VersionedRelation.CreateAsync(connection, "made", Query, 1, CancellationToken.None);
                    await VersionedRelation.FinishAsync(connection, "made", [], CancellationToken.None);
                }),
            };
            if (round == 0)
                continue;
            byHand.Add(times[0]);
            table.Add(times[1]);
            versioned.Add(times[2]);
        }

        var hand = Median(byHand);
        Print(
            $"{rows:N0} rows, median of {rounds}: by hand {hand:F2} s, table {Median(table):F2} s ({Median(table) / hand:F2} times, "
            + $"at most {Limit:F2}), versioned rows {Median(versioned):F2} s ({Median(versioned) / hand:F2} times); "
            + $"load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        return Median(table) / hand <= Limit ? 0 : 1;
    }

    private static async Task<double> TimeAsync(NpgsqlConnection connection, Func<Task> work)
    {
        await ExecuteAsync(connection, "checkpoint");
        var watch = Stopwatch.StartNew();
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        await ExecuteAsync(connection, "drop table store.made");
        return seconds;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string line) => Console.WriteLine(line);
}
