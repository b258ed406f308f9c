namespace Metrics.Api.Tests.Warehouses;

/// <summary>
/// Seven small businesses in one project, each with a source, a gold table, a metric and a saved query. On a bad day six of them fail, each
/// in a different way.
/// </summary>
internal static class BadDay
{
    private const int Rows = 10;

    /// <summary>What goes wrong: the source, the reason that answers give for its gold table, the table that the reason is about, and
    /// where it is found.</summary>
    public static readonly (string Name, string Code, string Table, string FoundBy)[] Troubles =
    [
        ("payments", "source_failed", "day__payments", "R101"),
        ("customers", "test_failed", "day__customers", "unique(id)"),
        ("visits", "test_failed", "day__visits", "as_many_visits_as_ever"),
        ("returns", "source_failed", "day__returns", "R100"),
        ("rates", "test_failed", "day__rates", "freshness(36 hours)"),
        ("sales", "test_failed", "fct_sales", "sales_as_known"),
    ];

    public const string Healthy = "people";

    public static IEnumerable<string> Names => Troubles.Select(t => t.Name).Append(Healthy);

    public static void Write(RefreshedWarehouse warehouse)
    {
        warehouse.Write("day/sources.yml",
            $"""
            sources:
              - name: day
                path: day-data
                tables:
            {string.Concat(Names.Select(n => $"""
                  - name: {n}
                    key: id
                    columns: [{"{"}name: id, type: bigint, required: true{"}"}, {"{"}name: amount, type: "decimal(12,2)"{"}"}]
            {Rules(n)}
            """ + "\n"))}
            """);
        foreach (var name in Names)
            warehouse.Write($"day/models/gold/fct_{name}.sql",
                $"/* key: id */ select id, amount from {"{{"} source('day', '{name}') {"}}"}");
        warehouse.Write("day/semantic/day.yml",
            "semantic_models:\n" + string.Concat(Names.Select(n => $"""
              - name: {n}
                model: ref('fct_{n}')
                entities: [{"{"}name: {n}_id, type: primary, expr: id{"}"}]
                measures: [{"{"}name: {n}_sum, agg: sum, expr: amount{"}"}]
            """ + "\n")) + "metrics:\n"
            + string.Concat(Names.Select(n => $"  - {{name: {n}_amount, label: {n}, type: simple, type_params: {{measure: {n}_sum}}}}\n"))
            + "saved_queries:\n" + string.Concat(Names.Select(n => $"  - {{name: {n}_total, query_params: {{metrics: [{n}_amount]}}}}\n")));
        warehouse.Write("day/tests/golden.yml", "golden:\n  - {name: sales_as_known, metric: sales_amount, expect: 100, tolerance: 20%}\n");
        Good(warehouse);
    }

    public static void Good(RefreshedWarehouse warehouse)
    {
        foreach (var name in Names)
            Csv(warehouse, name, Enumerable.Range(1, Rows).Select(i => $"{i},10.00"));
    }

    public static void Bad(RefreshedWarehouse warehouse)
    {
        Csv(warehouse, "payments", Enumerable.Range(1, Rows).Select(i => i > 5 ? $"{i},ten" : $"{i},10.00"));
        Csv(warehouse, "customers", Enumerable.Range(1, Rows).Append(3).Select(i => $"{i},10.00"));
        Csv(warehouse, "visits", Enumerable.Range(1, Rows / 2).Select(i => $"{i},10.00"));
        File.Delete(Place(warehouse, "returns"));
        File.SetLastWriteTimeUtc(Place(warehouse, "rates"), TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(2));
        Csv(warehouse, "sales", Enumerable.Range(1, Rows).Select(i => $"{i},1000.00"));
        Csv(warehouse, Healthy, Enumerable.Range(1, Rows + 1).Select(i => $"{i},10.00"));
    }

    private static string Rules(string name) => name switch
    {
        "payments" => "        max_rejected: 2",
        "visits" => "        tests: [{row_count: {max_drop: 30%}, name: as_many_visits_as_ever}]",
        "rates" => "        freshness: {error_after: 36h}",
        _ => "        description: nothing besides",
    };

    private static void Csv(RefreshedWarehouse warehouse, string name, IEnumerable<string> rows) =>
        warehouse.Write($"day-data/{name}.csv", $"id,amount\n{string.Join('\n', rows)}\n");

    private static string Place(RefreshedWarehouse warehouse, string name) => Path.Combine(warehouse.Folder, "day-data", $"{name}.csv");
}
