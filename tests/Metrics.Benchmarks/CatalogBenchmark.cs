using System.Diagnostics;
using System.Globalization;
using System.Text;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks;

/// <summary>
/// What a large catalog costs: 500 metrics and 1,000 dimensions over 60 models, made up from a seed, read and bound; and what it takes from
/// a question to its statement, nothing of which is kept.
/// </summary>
internal static class CatalogBenchmark
{
    private const int Facts = 40;
    private const int Things = 20;
    private const int DimensionsOfFact = 10;
    private const int DimensionsOfThing = 30;
    private const int Measures = 10;
    private const int Ratios = 60;
    private const int Sums = 40;
    private const int Joins = 5;
    private static readonly TimeSpan MostBinding = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostPlanning = TimeSpan.FromMilliseconds(5);

    public static async Task<int> RunAsync(int questions)
    {
        using var server = PostgresServer.Start();
        var connectionString = server.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(connectionString);
        var tables = Enumerable.Range(0, Facts).Select(Fact).Concat(Enumerable.Range(0, Things).Select(Thing)).ToList();
        await using (var create = data.CreateCommand("create schema store;" + string.Concat(tables.Select(Create))))
            await create.ExecuteNonQueryAsync();
        var (yaml, binding) = (Yaml(), new List<double>());
        Catalog catalog;
        for (var round = 0; ; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var draft = CatalogLoader.Load(new CatalogSource([new CatalogFile("large/semantic/large.yml", "large", yaml)], []));
            catalog = (await CatalogBinding.DescribeAsync(
                draft, tables.Select(BindableTable.Of), new PostgresStore(data), CancellationToken.None)).Catalog;
            binding.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (round == 4)
                break;
        }

        var dimensions = catalog.Models.Values.Sum(m => m.Dimensions.Count);
        if (catalog.Metrics.Count != (Facts * Measures) + Ratios + Sums
            || dimensions != (Facts * DimensionsOfFact) + (Things * DimensionsOfThing))
            throw new InvalidOperationException($"{catalog.Metrics.Count} metrics, {dimensions} dimensions: {catalog.Diagnostics}");

        var state = new PublicationState(
            Outcome<PublicationSnapshot>.Of(new PublicationSnapshot(tables, 1, DateTimeOffset.UnixEpoch)), catalog, Confirmed: true);
        await using var feed = new PublicationFeed(connectionString, TimeProvider.System);
        await using var engine = AdmittedEngine.OverPostgres(
            new PostgresSettings { ConnectionString = connectionString }, new Lanes(new LaneSettings(), TimeProvider.System),
            TimeProvider.System);
        var layer = new SemanticLayer(feed, engine, new ResultCache(1, TimeProvider.System), TimeProvider.System);
        var (random, planning) = (new Random(7), new List<double>());
        for (var i = -questions / 4; i < questions; i++)
        {
            var query = Question(random);
            var began = Stopwatch.GetTimestamp();
            var explained = await layer.ExplainAsync(state, query, [], AnswerLimits.Default, CancellationToken.None);
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (!explained.Succeeded(out _))
                throw new InvalidOperationException(explained.Diagnostics.ToString());
            if (i >= 0)
                planning.Add(took);
        }

        planning.Sort();
        var (first, bound, planned) = (binding[0], Wrk.Median(binding), planning[planning.Count / 2]);
        var size = $"{catalog.Metrics.Count} metrics, {dimensions} dimensions, {tables.Count} models";
        Wrk.Print($"{size}: read and bound in {bound:0} ms (the first time {first:0} ms)");
        var most = planning[planning.Count * 99 / 100];
        Wrk.Print($"a question resolved, planned, written and explained: median {planned:0.00} ms, p99 {most:0.00} ms of {questions:N0}");
        return bound < MostBinding.TotalMilliseconds && planned < MostPlanning.TotalMilliseconds ? 0 : 1;
    }

    // Up to four metrics of up to two facts, by a date and up to two dimensions that both have a way to, under a condition.
    private static MetricQuery Question(Random random)
    {
        var fact = random.Next(Facts);
        var metrics = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => $"f{fact}_m{random.Next(Measures)}")
            .Append(random.Next(2) == 0 ? $"ratio_{fact}" : $"sum_{fact % Sums}").Distinct();
        var thing = (fact + random.Next(Joins)) % Things;
        string[] groups = ["metric_time__month", $"t{thing}__d{random.Next(DimensionsOfThing)}"];
        var json = $"{{\"metrics\": [{Listed(metrics)}], \"group_by\": [{Listed(groups)}], "
            + $"\"where\": [\"t{thing}__d{random.Next(DimensionsOfThing)} in ('a', 'b')\", \"metric_time >= '2026-01-01'\"]}}";
        var read = QueryJson.Read(Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch);
        return read.Succeeded(out var requested) && requested.AtPage().Succeeded(out var query) ? query
            : throw new InvalidOperationException(read.Diagnostics.ToString());
    }

    private static string Listed(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"\"{n}\""));

    private static string Yaml()
    {
        var text = new StringBuilder("semantic_models:\n");
        for (var fact = 0; fact < Facts; fact++)
        {
            text.Append(
                $"  - name: fact_{fact}\n    model: ref('fact_{fact}')\n    defaults: {{agg_time_dimension: happened_at}}\n    "
                + $"entities:\n");
            text.Append($"      - {{name: f{fact}, type: primary, expr: id}}\n");
            for (var join = 0; join < Joins; join++)
                text.Append($"      - {{name: t{(fact + join) % Things}, type: foreign, expr: t{join}_id}}\n");
            text.Append("    dimensions:\n      - {name: happened_at, type: time, type_params: {time_granularity: second}}\n");
            for (var dimension = 1; dimension < DimensionsOfFact; dimension++)
                text.Append($"      - {{name: d{dimension}, type: categorical}}\n");
            text.Append("    measures:\n");
            for (var measure = 0; measure < Measures; measure++)
                text.Append(
                    $"      - {{name: f{fact}_m{measure}, agg: {(measure == 0 ? "count" : measure == 1 ? "average" : "sum")}, expr: "
                    + $"v{measure}}}\n");
        }

        for (var thing = 0; thing < Things; thing++)
        {
            text.Append(
                $"  - name: thing_{thing}\n    model: ref('thing_{thing}')\n    entities: [{{name: t{thing}, type: primary, expr: id}}]\n");
            text.Append("    dimensions:\n");
            for (var dimension = 0; dimension < DimensionsOfThing; dimension++)
                text.Append($"      - {{name: d{dimension}, type: categorical}}\n");
        }

        text.Append("metrics:\n");
        for (var fact = 0; fact < Facts; fact++)
        {
            for (var measure = 0; measure < Measures; measure++)
            {
                var filter = measure % 3 == 2 ? $", filter: \"{{{{ Dimension('f{fact}__d1') }}}} = 'x'\"" : "";
                text.Append($"  - {{name: f{fact}_m{measure}, type: simple, type_params: {{measure: f{fact}_m{measure}}}{filter}}}\n");
            }
        }

        for (var ratio = 0; ratio < Ratios; ratio++)
        {
            var fact = ratio % Facts;
            text.Append($"  - {{name: ratio_{ratio}, type: ratio, type_params: {{numerator: f{fact}_m2, denominator: f{fact}_m0}}}}\n");
        }

        for (var sum = 0; sum < Sums; sum++)
            text.Append(
                $"  - {{name: sum_{sum}, type: derived, type_params: {{expr: a + b, metrics: [{{name: f{sum}_m3, alias: a}}, {{name: "
                + $"f{sum}_m4, alias: b}}]}}}}\n");
        return text.ToString();
    }

    private static PublishedTable Fact(int number) => Pointer(
        $"fact_{number}",
        [
            new TableColumn("id", "bigint"), new TableColumn("happened_at", "timestamp without time zone"),
            .. Enumerable.Range(0, Joins).Select(j => new TableColumn($"t{j}_id", "bigint")),
            .. Enumerable.Range(1, DimensionsOfFact - 1).Select(d => new TableColumn($"d{d}", "text")),
            .. Enumerable.Range(0, Measures).Select(m => new TableColumn($"v{m}", "numeric(18,2)")),
        ]);

    private static PublishedTable Thing(int number) => Pointer(
        $"thing_{number}",
        [
            new TableColumn("id", "bigint"), .. Enumerable.Range(0, DimensionsOfThing).Select(d => new TableColumn($"d{d}", "text")),
        ]);

    private static string Create(PublishedTable table) => string.Create(
        CultureInfo.InvariantCulture,
        $"create table store.{table.Relation} ({string.Join(", ", table.Columns.Select(c => $"{c.Name} {c.Type}"))}, primary key (id));");

    private static PublishedTable Pointer(string table, EquatableList<TableColumn> columns) => new()
    {
        Model = table, Pack = "large", Layer = Layer.Gold, Version = 1, Publication = 1, Relation = $"{table}_v1", RowsAt = null,
        Columns = columns, Keys = [["id"]], Ancestors = [], AsOf = null, CheckedAt = DateTimeOffset.UnixEpoch,
        PublishedAt = DateTimeOffset.UnixEpoch, BuiltAt = DateTimeOffset.UnixEpoch, Rejected = [],
        LastAttempt = new Attempt(AttemptStatus.Published, DateTimeOffset.UnixEpoch, Guid.Empty, Detail: null), Held = false,
    };
}
