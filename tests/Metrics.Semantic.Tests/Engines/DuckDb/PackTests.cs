using System.Text;
using System.Text.Json.Nodes;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Caching;
using Metrics.Answering.Catalogs;
using Metrics.Conformance.Packs;
using Metrics.Conformance.Requests;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Requests;
using Metrics.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Metrics.Semantic.Tests.Engines.DuckDb;

/// <summary>Every case of a peer's suite that PostgreSQL answers gives the same rows on DuckDB, or the word is named that only PostgreSQL
/// knows.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class PackTests(ITestOutputHelper output)
{
    [ConformanceFact]
    public async Task Every_answered_question_of_the_pack_runs_on_both_engines()
    {
        var pack = new Pack(ConformancePacks.File("metricflow"));
        var database = await PackDatabase.LoadAsync(PostgresServer.Shared.CreateDatabase(), pack, default);
        var (same, refused, words) = (0, 0, new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var manifest in pack.Questions().GroupBy(q => q.Case["manifest"]!.GetValue<string>()))
        {
            var text = pack.Manifest(manifest.Key);
            await database.StandInAsync(JsonNode.Parse(text)!, default);
            await using var served = await Served.StartAsync(text, database);
            foreach (var (_, question) in manifest)
            {
                var asked = AskedQuery.Of(question);
                if (asked.SavedQuery is not null || !await served.AnswersAsync(asked.Body))
                    refused++;
                else if (served.LastReason is { } word)
                    words[word] = words.GetValueOrDefault(word) + 1;
                else
                    same++;
            }
        }

        var alone = string.Join(", ", words.Select(w => $"{w.Key} {w.Value}"));
        output.WriteLine($"{same} the same on both, {refused} not answered; PostgreSQL alone: {alone}");
        Assert.Equal(["a discrete percentile"], words.Keys.Except(["< of texts", "> of texts", ">= of texts", "<= of texts"]));
        Assert.True(same >= 215, $"only {same} ran on both");
    }

    // A manifest as --dev serves it.
    private sealed class Served : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("metrics-pack-");
        private readonly NpgsqlDataSource _data;
        private readonly BothEngines _both;
        private readonly AdmittedEngine _engine;
        private readonly CatalogFeed _feed;

        private Served(string manifest, PackDatabase database)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, "metrics.yml"),
                $"name: conformance\nexternal: {{schema: {database.Schema}, keys: declared}}\n");
            var semantic = _folder.CreateSubdirectory("conformance").CreateSubdirectory("semantic");
            File.WriteAllText(Path.Combine(semantic.FullName, "semantic_manifest.json"), manifest);
            _data = NpgsqlDataSource.Create(database.ConnectionString);
            _both = new BothEngines(new PostgresEngine(new PostgresSettings { ConnectionString = database.ConnectionString },
                TimeProvider.System), _data);
            _engine = new AdmittedEngine(_both, new Lanes(new LaneSettings(), TimeProvider.System));
            _feed = CatalogFeed.OfFolder(database.ConnectionString, _data, _folder.FullName, TimeProvider.System);
        }

        public string? LastReason => _both.LastReason;

        public static async Task<Served> StartAsync(string manifest, PackDatabase database)
        {
            var served = new Served(manifest, database);
            await served._feed.StartAsync(default);
            return served;
        }

        public async Task<bool> AnswersAsync(JsonObject body)
        {
            var read = QueryJson.Read(Encoding.UTF8.GetBytes(body.ToJsonString()), SemanticBed.Now);
            if (!read.Succeeded(out var requested) || !requested.AtPage().Succeeded(out var query))
                return false;
            var layer = new SemanticLayer(_feed.Publications, _engine, new ResultCache(1, TimeProvider.System), TimeProvider.System);
            var outcome = await layer.AnswerAsync(layer.Take(principal: null), query, [], AnswerLimits.Default, default);
            return outcome.Succeeded(out _);
        }

        public async ValueTask DisposeAsync()
        {
            await _feed.DisposeAsync();
            await _engine.DisposeAsync();
            await _data.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }
}
