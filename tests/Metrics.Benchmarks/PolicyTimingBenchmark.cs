using System.Diagnostics;
using System.Globalization;
using System.Text;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Results;
using Metrics.Engines.DuckDb;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Sql;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Benchmarks;

/// <summary>
/// Whether the time of an answer tells of rows behind a policy: one question with the dearest condition there is, over two tables that
/// show the same and hide different things.
/// In the one every hidden text all but matches the pattern, so that looking at it is slow; in the other none begins to.
/// </summary>
internal static class PolicyTimingBenchmark
{
    private const int Rows = 20_000;
    private const int Warming = 50;

    // Below this chance that fair coins fall so there is a difference.
    private const double Significant = 0.001;

    private static readonly string[] _tables = ["close", "far"];
    private static readonly (string Table, string Text)[] Hidden = [("close", "repeat('a', 60)"), ("far", "repeat('z', 60)")];

    public static async Task<int> RunAsync(int pairs)
    {
        using var server = PostgresServer.Start();
        var connectionString = server.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(connectionString);
        await FillAsync(data);
        var state = new PublicationState(
            Outcome<PublicationSnapshot>.Of(new PublicationSnapshot(_tables.Select(Pointer), 1, DateTimeOffset.UnixEpoch)),
                await CatalogAsync(data), Confirmed: true);
        await using var feed = new PublicationFeed(connectionString, TimeProvider.System);
        var lanes = new Lanes(LaneSettings.Single(2), TimeProvider.System);
        await using var postgres = AdmittedEngine.OverPostgres(
            new PostgresSettings { ConnectionString = connectionString }, lanes, TimeProvider.System);
        var folder = Directory.CreateTempSubdirectory("metrics-policy-timing-");
        try
        {
            await using var columnar = new AdmittedEngine(Columnar(folder.FullName), lanes);
            var tells = false;
            foreach (var (name, engine) in new[] { ("PostgreSQL", postgres), ("DuckDB", columnar) })
            {
                var layer = new SemanticLayer(feed, engine, new ResultCache(1, TimeProvider.System), TimeProvider.System);
                tells |= await TellsAsync(name, layer, state, pairs);
            }

            return tells ? 1 : 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> TellsAsync(string engine, SemanticLayer layer, PublicationState state, int pairs)
    {
        var someone = new Principal("someone", "someone", AccessScopes.Query, [], [new PrincipalAttribute("owners", ["me"])]);
        // Seen by whoever may see all, so that it is known that there is something to tell.
        var open = await MeasureAsync(layer, state, Math.Max(40, pairs / 20), 3);
        var fenced = await MeasureAsync(layer, state.For(someone), pairs, Warming);
        Console.WriteLine($"{engine}, without a policy: {open}");
        Console.WriteLine($"{engine}, behind one:       {fenced}");
        if (!open.Tells)
            throw new InvalidOperationException(
                "the question does not tell the tables apart even for whoever sees all, so this measures nothing");
        Console.WriteLine(fenced.Tells ? $"{engine}: the time tells of hidden rows" : $"{engine}: no difference beyond noise");
        return fenced.Tells;
    }

    private static DuckDbEngine Columnar(string folder)
    {
        var engine = DuckDbEngine.Open(new DuckDbSettings { Folder = folder, Threads = 1 }, new SameTables());
        using var connection = engine.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = string.Concat(Hidden.Select(h => string.Create(CultureInfo.InvariantCulture, $"""
            create schema if not exists store;
            create table store.{h.Table}_v1 as select i as {h.Table}_id, case when i % 20 = 0 then 'me' else 'you' end as owner,
              case when i % 20 = 0 then 'plain ' || i else {h.Text} end as note
            from range(1, {Rows + 1}) as g (i);
            """)));
        command.ExecuteNonQuery();
        return engine;
    }

    private static async Task<Pairs> MeasureAsync(SemanticLayer layer, PublicationState state, int pairs, int warming)
    {
        var random = new Random(5);
        var (close, far) = (new List<double>(), new List<double>());
        for (var i = -warming; i < pairs; i++)
        {
            // In turns, and in either order.
            var order = random.Next(2) == 0 ? _tables : [_tables[1], _tables[0]];
            foreach (var table in order)
            {
                var query = Question(table, i + warming);
                var began = Stopwatch.GetTimestamp();
                var answer = await layer.AnswerAsync(state, query, [], AnswerLimits.Default, CancellationToken.None);
                var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                if (!answer.Succeeded(out _))
                    throw new InvalidOperationException(answer.Diagnostics.ToString());
                if (i >= 0)
                    (table == "close" ? close : far).Add(took);
            }
        }

        return Pairs.Of(close, far);
    }

    // Each time another number, so that no answer is kept.
    private static Domain.Querying.MetricQuery Question(string table, int number)
    {
        // Compared to its end from every character of the one, and given up at once at every character of the other.
        var pattern = $"%{new string('a', 20)}b";
        var conditions = string.Create(
            CultureInfo.InvariantCulture, $"\"{table}_id__note like '{pattern}'\", \"{table}_id <> {1_000_000 + number}\"");
        var json = $"{{\"metrics\": [\"{table}_rows\"], \"where\": [{conditions}]}}";
        var read = QueryJson.Read(Encoding.UTF8.GetBytes(json), DateTimeOffset.UnixEpoch);
        return read.Succeeded(out var requested) && requested.AtPage().Succeeded(out var query) ? query
            : throw new InvalidOperationException(read.Diagnostics.ToString());
    }

    private static async Task FillAsync(NpgsqlDataSource data)
    {
        foreach (var (table, hidden) in Hidden)
        {
            await using var command = data.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"""
                create schema if not exists store;
                create table store.{table}_v1 ({table}_id bigint primary key, owner text, note text);
                insert into store.{table}_v1 select i, case when i % 20 = 0 then 'me' else 'you' end,
                  case when i % 20 = 0 then 'plain ' || i else {hidden} end
                from generate_series(1, {Rows}) i;
                """));
            await command.ExecuteNonQueryAsync();
            await using var vacuum = data.CreateCommand($"vacuum (freeze, analyze) store.{table}_v1");
            await vacuum.ExecuteNonQueryAsync();
        }
    }

    private static async Task<Catalog> CatalogAsync(NpgsqlDataSource data)
    {
        var models = _tables.Select(t => $$$$"""
              - name: {{{{t}}}}
                model: ref('{{{{t}}}}')
                entities: [{name: {{{{t}}}}_id, type: primary}]
                dimensions: [{name: owner, type: categorical}, {name: note, type: categorical}]
                measures: [{name: {{{{t}}}}_rows, agg: count, expr: {{{{t}}}}_id, create_metric: true}]
                config: {meta: {metrics: {policies: [{rows: "{{{{t}}}}_id__owner in {{ principal.owners }}"}]}}}

            """);
        var draft = CatalogLoader.Load(new CatalogSource([new CatalogFile("timing/semantic/timing.yml", "timing",
            $"semantic_models:\n{string.Concat(models)}")], []));
        var catalog = (await CatalogBinding.DescribeAsync(draft, _tables.Select(t => BindableTable.Of(Pointer(t))), new PostgresStore(data),
            CancellationToken.None)).Catalog;
        return catalog.Metrics.Count == 2 ? catalog : throw new InvalidOperationException(catalog.Diagnostics.ToString());
    }

    private static PublishedTable Pointer(string table) => new()
    {
        Model = table, Pack = "timing", Layer = Layer.Gold, Version = 1, Publication = 1, Relation = $"{table}_v1", RowsAt = null,
        Columns = [new TableColumn($"{table}_id", "bigint"), new TableColumn("owner", "text"), new TableColumn("note", "text")],
        Keys = [[$"{table}_id"]], Ancestors = [], AsOf = null, CheckedAt = DateTimeOffset.UnixEpoch, PublishedAt =
            DateTimeOffset.UnixEpoch, BuiltAt = DateTimeOffset.UnixEpoch, Rejected = [],
        LastAttempt = new Attempt(AttemptStatus.Published, DateTimeOffset.UnixEpoch, Guid.Empty, Detail: null), Held = false,
    };

    // Both engines have the same columns.
    private sealed class SameTables : ISharedTables
    {
        public IReadOnlyDictionary<string, DataType> ColumnsOf(SqlSource.Relation relation) => new Dictionary<string, DataType>
        {
            [relation.Name.Replace("_v1", "_id", StringComparison.Ordinal)] = DataType.Integer,
            ["owner"] = DataType.Text,
            ["note"] = DataType.Text,
        };

        public bool HasSameRules(string zone) => true;
    }

    /// <summary>What pairs of times say.</summary>
    private sealed record Pairs(int Count, double Close, double Far, double Low, double High, double Chance)
    {
        /// <summary>True when the two differ in a way that chance does not explain.</summary>
        public bool Tells => Chance < Significant;

        public static Pairs Of(List<double> close, List<double> far)
        {
            var differences = close.Zip(far, (c, f) => c - f).ToArray();
            var (low, high) = Interval(differences);
            return new Pairs(differences.Length, Median(close), Median(far), low, high,
                SignChance(differences.Count(d => d > 0), differences.Length));
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"medians {Close:F3} and {Far:F3} ms, median difference between {Low:F3} and {High:F3} ms (95 % of bootstraps), "
            + $"sign test p = {Chance:G3}, {Count} pairs");

        private static (double Low, double High) Interval(double[] differences)
        {
            var random = new Random(7);
            var medians = Enumerable.Range(0, 2000).Select(_ =>
                Median(Enumerable.Range(0, differences.Length).Select(_ => differences[random.Next(differences.Length)]))).Order()
                .ToArray();
            return (medians[50], medians[^51]);
        }

        // Two-sided, by the normal curve, which is close at twenty pairs already.
        private static double SignChance(int positive, int all)
        {
            var z = Math.Max(0, Math.Abs(positive - all / 2.0) - 0.5) / Math.Sqrt(all / 4.0);
            return Math.Min(1, 2 * Tail(z));
        }

        // The upper tail of the normal curve (Abramowitz and Stegun 26.2.17).
        private static double Tail(double z)
        {
            var t = 1 / (1 + 0.2316419 * z);
            var sum = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
            return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * sum;
        }

        private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? sorted[sorted.Length / 2] : 0;
    }
}
