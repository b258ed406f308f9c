using System.Diagnostics;
using System.Globalization;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Catalogs;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Catalogs;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks;

/// <summary>
/// What the fence of row conditions costs: questions over one table for whoever sees all of it, 95 % and 5 %, with the fence and with the
/// same SQL without it.
/// </summary>
internal static class PolicyBenchmark
{
    private const string Policies = "[{unless: {role: admin}, rows: \"sale__country in {{ principal.countries }}\"PUBLIC}]";

    private static readonly (string What, MetricQuery Query)[] Questions =
    [
        ("all time, total", Asked([], null)),
        ("all time, by product", Asked(["sale__product"], null)),
        ("one month of 24, by product", Asked(["sale__product"], new TimeWindow(new DateTime(2026, 3, 1), new DateTime(2026, 4, 1)))),
    ];

    public static async Task<int> RunAsync(long rows, int rounds)
    {
        var server = PostgresServer.Shared.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(server);
        await using var connection = await data.OpenConnectionAsync();
        // 95 of 100 sales are in ES, the other five in FR; times grow with the key, as those of a log do.
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"""
            create schema analytics;
            create table analytics.sales as
            select i as id, case when i % 20 = 0 then 'FR' else 'ES' end as country, 'p' || i % 50 as product,
                (i % 1000)::numeric(12,2) as amount, timestamp '2025-01-01' + i * interval '730 days' / {rows} as sold_at
            from generate_series(1, {rows}) as i;
            create index on analytics.sales (sold_at);
            vacuum analyze analytics.sales
            """));
        foreach (var isPublic in (bool[])[false, true])
        {
            var folder = Directory.CreateTempSubdirectory("metrics-policies-");
            try
            {
                Write(folder.FullName, Policies.Replace("PUBLIC", isPublic ? ", public: [metric_time]" : "", StringComparison.Ordinal));
                await MeasureAsync(server, data, connection, folder.FullName, isPublic, rounds);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return 0;
    }

    private static async Task MeasureAsync(string server, NpgsqlDataSource data, NpgsqlConnection connection, string folder, bool isPublic,
        int rounds)
    {
        await using var feed = CatalogFeed.OfFolder(server, data, folder, TimeProvider.System);
        await feed.StartAsync(CancellationToken.None);
        await using var engine = AdmittedEngine.OverPostgres(
            new PostgresSettings { ConnectionString = server }, new Lanes(LaneSettings.Single(2), TimeProvider.System),
            TimeProvider.System);
        var layer = new SemanticLayer(feed.Publications, engine, new ResultCache(1, TimeProvider.System), TimeProvider.System);
        foreach (var (what, query) in Questions)
        {
            foreach (var (who, principal) in ((string, Principal)[])[("all rows", Somebody("admin")), ("95 %", Somebody(null, "ES")),
                ("5 %", Somebody(null, "FR"))])
            {
                var state = layer.Take(principal);
                var explained = await layer.ExplainAsync(state, query, [], AnswerLimits.Default, CancellationToken.None);
                if (!explained.Succeeded(out var explanation))
                    throw new InvalidOperationException(explained.Diagnostics.ToString());
                var fenced = explanation.Statement.Text;
                var open = fenced.Replace("offset 0", "", StringComparison.Ordinal);
                var (with, without) = (new List<double>(), new List<double>());
                for (var round = 0; round <= rounds; round++)
                {
                    await TimeAsync(connection, fenced, explanation, with);
                    await TimeAsync(connection, open, explanation, without);
                }

                // The first of each only warms.
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} | {who} | {(isPublic ? "public: [metric_time]" : "–")} | {Median(with):0} ms | "
                    + $"{(fenced == open ? "no fence" : $"{Median(without):0} ms without")}"));
            }
        }
    }

    private static async Task TimeAsync(NpgsqlConnection connection, string sql, Explanation explanation, List<double> times)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in explanation.Statement.Parameters)
            command.Parameters.AddWithValue(parameter.Value);
        var watch = Stopwatch.StartNew();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                // Only counted.
            }
        }

        times.Add(watch.Elapsed.TotalMilliseconds);
    }

    private static double Median(List<double> times) => times.Skip(1).Order().ElementAt((times.Count - 1) / 2);

    private static MetricQuery Asked(string[] by, TimeWindow? range) => new()
    {
        Metrics = [new MetricRequest("amount")], GroupBy = by.Select(b => new GroupByRequest(b)).ToEquatableList(), TimeRange = range,
    };

    private static Principal Somebody(string? role, params string[] countries) => new(
        "bench", "bench", AccessScopes.Query | AccessScopes.Admin, role is null ? [] : [role], countries.Length == 0 ? []
            : [new PrincipalAttribute("countries", countries.ToEquatableList())]);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        foreach (var statement in sql.Split(';'))
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync();
        }
    }

    private static void Write(string folder, string policies)
    {
        File.WriteAllText(Path.Combine(folder, "metrics.yml"), "name: bench\nexternal: {schema: analytics}\n");
        Directory.CreateDirectory(Path.Combine(folder, "bench", "semantic"));
        File.WriteAllText(Path.Combine(folder, "bench", "semantic", "sales.yml"), $$$$"""
            semantic_models:
            - name: sales
              model: ref('sales')
              defaults: {agg_time_dimension: sold_at}
              config: {meta: {metrics: {policies: {{{{policies}}}} }}}
              entities: [{name: sale, type: primary, expr: id}]
              dimensions: [{name: country, type: categorical}, {name: product, type: categorical},
            """ + """
             {name: sold_at, type: time, type_params: {time_granularity: second}}]
              measures: [{name: amount, agg: sum, create_metric: true}]
            """);
    }
}
