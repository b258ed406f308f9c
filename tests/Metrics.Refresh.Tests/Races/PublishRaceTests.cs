using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Tests.Crashes;
using Metrics.Testing;
using Xunit.Abstractions;

namespace Metrics.Refresh.Tests.Races;

[Trait("Draws", "Wild")]
public sealed class PublishRaceTests(ITestOutputHelper output) : IDisposable
{
    private const int Readers = 4;
    private static readonly int Publishes = Draws.Count(15, 50);
    private static readonly int Reads = Draws.Count(2_500, 10_000);
    private static readonly int Renames = Draws.Count(8, 25);
    private static readonly TimeSpan Allowed = TimeSpan.FromSeconds(1);

    private readonly RefreshBed _bed = CrashProject.Write(new RefreshBed())
        .Write("p/semantic/facts.yml", """
            semantic_models:
              - name: lefts
                model: ref('left_fact')
                entities: [{name: left_row, type: primary, expr: id}]
                measures: [{name: left_generation, agg: max, expr: generation, create_metric: true}]
              - name: rights
                model: ref('right_fact')
                entities: [{name: right_row, type: primary, expr: id}]
                measures: [{name: right_generation, agg: max, expr: generation, create_metric: true}]
            """);

    [Fact]
    public async Task No_answer_is_older_than_the_lease_allows_and_none_mixes_generations_without_saying_so()
    {
        CrashProject.WriteGeneration(_bed, 0, bad: false);
        await _bed.SucceedAsync();
        // Two replicas that share what they find, where this machine has a Redis.
        using var redis = RedisServer.IsHere ? RedisServer.Start() : null;
        using var one = await ApiProcess.StartAsync(_bed, redis);
        using var two = await ApiProcess.StartAsync(_bed, redis);
        using var published = new CancellationTokenSource();
        var ended = new ConcurrentDictionary<long, DateTimeOffset>();
        var writing = Task.Run(() => PublishAsync(ended, published));
        var reading = Enumerable.Range(0, Readers)
            .Select(reader => Task.Run(() => ReadAsync((reader % 2 == 0 ? one : two).Client, published.Token)));
        var reads = (await Task.WhenAll(reading)).SelectMany(r => r).ToList();
        await writing;

        Assert.Equal(Publishes, ended.Count);
        Assert.True(reads.Count >= Reads, $"only {reads.Count} reads");
        var unconfirmed = reads.Count(r => !r.Confirmed);
        var hits = reads.Count(r => r.CacheStatus.Contains("hit", StringComparison.Ordinal));
        output.WriteLine(
            $"{reads.Count} reads beside {ended.Count} publishes: {unconfirmed} unconfirmed, {hits} from cache, "
            + $"{reads.Count(r => r.Degraded)} degraded, "
            + $"{reads.Count(r => r.Left != r.Right)} of two generations, "
            + $"{reads.Count(r => r.CacheStatus.Contains("redis", StringComparison.Ordinal))} from Redis");
        foreach (var read in reads.Where(r => r.Confirmed))
        {
            // By the end of the run, which is surely after the commit; the time a publication says is from before it.
            var due = ended.Where(p => p.Value + Allowed <= read.Began).Max(p => (long?)p.Key) ?? 0;
            Assert.True(
                read.DataVersion >= due,
                $"asked at {read.Began:O}, publication {due} was there a second before, the answer is of {read.DataVersion}");
        }

        Assert.All(
            reads.Where(r => r.Left != r.Right),
            r => Assert.True(r.Degraded, $"generations {r.Left} and {r.Right} together, and the answer did not say so"));
        Assert.Contains(reads, r => r.Left != r.Right);
        // A machine too busy to look once a second makes answers unconfirmed, never wrong; but not all of them.
        Assert.True(unconfirmed < reads.Count - reads.Count / 10, $"{unconfirmed} of {reads.Count} reads were unconfirmed");
    }

    [Fact]
    public async Task A_column_renamed_together_with_its_definitions_is_never_met_by_the_old_ones()
    {
        WriteRenamed(0);
        await _bed.SucceedAsync();
        using var api = await ApiProcess.StartAsync(_bed);
        using var published = new CancellationTokenSource();
        var seen = new ConcurrentDictionary<long, int>();
        var reading = Enumerable.Range(0, Readers)
            .Select(reader => Task.Run(() => ReadRenamedAsync(api.Client, reader, seen, published.Token))).ToList();
        for (var generation = 0; generation <= Renames; generation++)
        {
            if (generation > 0)
            {
                WriteRenamed(generation);
                await _bed.SucceedAsync();
            }

            // The readers meet each generation.
            while (!seen.ContainsKey(generation) && !reading.Exists(r => r.IsCompleted))
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await published.CancelAsync();
        try
        {
            await Task.WhenAll(reading);
        }
        catch (Xunit.Sdk.XunitException e) when (api.Errors.Length > 0)
        {
            // The answer says only that something went wrong.
            throw new Xunit.Sdk.XunitException($"{e.Message}\n{api.Errors}", e);
        }

        output.WriteLine($"{seen.Values.Sum()} reads of {seen.Count} generations");
        Assert.Equal(Renames + 1, seen.Count);
    }

    public void Dispose() => _bed.Dispose();

    // Value, column and dimension carry the generation: definitions of one and a table of another give an error or an impossible pair.
    private void WriteRenamed(int generation)
    {
        CrashProject.WriteGeneration(_bed, generation, bad: false);
        _bed.Write(
            "p/models/gold/renamed.sql",
            $"/*\nkey: id\n*/\nselect id, generation as value_{generation}, generation as label_{generation} from {{{{ ref('left_fact') "
            + $"}}}}")
            .Write("p/semantic/renamed.yml", $$"""
                semantic_models:
                  - name: renamed
                    model: ref('renamed')
                    entities: [{name: renamed_row, type: primary, expr: id}]
                    dimensions: [{name: label_{{generation}}, type: categorical}]
                    measures: [{name: renamed_value, agg: max, expr: value_{{generation}}, create_metric: true}]
                saved_queries:
                  - name: renamed_by_label
                    query_params: {metrics: [renamed_value], group_by: ["Dimension('renamed_row__label_{{generation}}')"]}
                """);
    }

    private static async Task ReadRenamedAsync(
        HttpClient client, int reader, ConcurrentDictionary<long, int> seen, CancellationToken published)
    {
        // Half of them ask what has to be computed every time.
        for (var i = 0; !published.IsCancellationRequested; i++)
        {
            var where = reader % 2 == 0 ? "" : $"?where=renamed_value%20%3E%20-{i + 1}";
            using var response = await client.GetAsync(
                new Uri($"/api/v1/saved-queries/renamed_by_label/result{where}", UriKind.Relative), CancellationToken.None);
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            Assert.True(response.IsSuccessStatusCode, text);
            using var answer = JsonDocument.Parse(text);
            var row = Assert.Single(answer.RootElement.GetProperty("rows").EnumerateArray());
            var column = answer.RootElement.GetProperty("columns")[0].GetProperty("name").GetString();
            Assert.Equal($"renamed_row__label_{row[0].GetInt64()}", column);
            Assert.Equal(row[0].GetInt64(), row[1].GetInt64());
            seen.AddOrUpdate(row[0].GetInt64(), 1, (_, reads) => reads + 1);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }

    // Every fifth generation is bad for one of the two facts, so that readers can meet two generations at once.
    private async Task PublishAsync(ConcurrentDictionary<long, DateTimeOffset> ended, CancellationTokenSource done)
    {
        for (var generation = 1; generation <= Publishes; generation++)
        {
            CrashProject.WriteGeneration(_bed, generation, bad: generation % 5 == 0);
            var report = await _bed.RunAsync();
            Assert.Equal(generation % 5 == 0 ? RunStatus.Partial : RunStatus.Succeeded, report.Status);
            ended[report.Publication!.Value] = TimeProvider.System.GetUtcNow();
        }

        await done.CancelAsync();
    }

    // At least as many reads as asked for, and for as long as anything is published; paced, so that they meet every publish.
    private static async Task<List<Read>> ReadAsync(HttpClient client, CancellationToken published)
    {
        var reads = new List<Read>();
        while (!published.IsCancellationRequested || reads.Count < Reads / Readers)
        {
            var began = TimeProvider.System.GetUtcNow();
            using var response = await client.PostAsJsonAsync(
                "/api/v1/query", new { metrics = new[] { "left_generation", "right_generation" } }, CancellationToken.None);
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            Assert.True(response.IsSuccessStatusCode, text);
            using var answer = JsonDocument.Parse(text);
            var (row, meta) = (answer.RootElement.GetProperty("rows")[0], answer.RootElement.GetProperty("meta"));
            reads.Add(new Read(
                began, row[0].GetInt64(), row[1].GetInt64(), long.Parse(meta.GetProperty("data_version").GetString()!),
                meta.GetProperty("degraded").GetBoolean(),
                meta.GetProperty("freshness").GetString() == "confirmed", string.Join(' ', response.Headers.GetValues("Cache-Status"))));
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }

        return reads;
    }

    private sealed record Read(
        DateTimeOffset Began, long Left, long Right, long DataVersion, bool Degraded, bool Confirmed, string CacheStatus);
}
