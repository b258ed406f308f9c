using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Catalogs;
using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Tests.Publications;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Semantic.Tests.Caching;

/// <summary>Answers over plain tables are kept for as long as the change key of their schema stays the same, and no longer.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class ChangeKeyTests : IAsyncLifetime
{
    private const string Loads = "select max(load) from analytics.loads";

    private const string Yaml =
        """
        semantic_models:
          - name: sales
            model: ref('sale')
            primary_entity: sale
            dimensions: [{name: kind, type: categorical}]
            measures: [{name: amount, agg: sum, create_metric: true}]
        """;

    private readonly string _server = PostgresServer.Shared.CreateDatabase();
    private readonly string _folder = Directory.CreateTempSubdirectory("metrics-change-key-").FullName;
    private readonly ResultCache _cache = new(1024 * 1024, TimeProvider.System);
    private NpgsqlDataSource _data = null!;

    public async Task InitializeAsync()
    {
        _data = NpgsqlDataSource.Create(_server);
        await _data.ExecuteAsync(
            """
            create schema analytics;
            create table analytics.loads (load int);
            create table analytics.sale (kind text, amount int);
            insert into analytics.loads values (1);
            insert into analytics.sale values ('a', 10);
            """);
    }

    public async Task DisposeAsync()
    {
        await _data.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_is_loaded_with_its_key_is_seen_at_once_and_kept_until_the_next_load()
    {
        await using var open = await OpenAsync(Loads);
        for (var load = 2; load < 12; load++)
        {
            await _data.ExecuteAsync(
                $"begin; update analytics.sale set amount = {load}; insert into analytics.loads values ({load}); commit");
            Assert.Equal(($"{load}", CacheDecision.Miss), await open.AskAsync());
            Assert.Equal(($"{load}", CacheDecision.Hit), await open.AskAsync());
        }
    }

    [Fact]
    public async Task What_the_key_does_not_tell_of_is_not_seen()
    {
        await using var open = await OpenAsync(Loads + ";");
        Assert.Equal(("10", CacheDecision.Miss), await open.AskAsync());
        await _data.ExecuteAsync("update analytics.sale set amount = 11");
        Assert.Equal(("10", CacheDecision.Hit), await open.AskAsync());
        await _data.ExecuteAsync("insert into analytics.loads values (2)");
        Assert.Equal(("11", CacheDecision.Miss), await open.AskAsync());
    }

    [Theory]
    [InlineData(null)]
    // Another one whenever it is looked at, so that no rows were ever read at the one that was asked for.
    [InlineData("select clock_timestamp()")]
    [InlineData("select load from analytics.loads where load > 99 -- none")]
    public async Task Without_a_key_that_holds_nothing_is_kept(string? key)
    {
        await using var open = await OpenAsync(key);
        Assert.Equal(("10", CacheDecision.Bypass), await open.AskAsync());
        await _data.ExecuteAsync("update analytics.sale set amount = 11");
        Assert.Equal(("11", CacheDecision.Bypass), await open.AskAsync());
        Assert.Empty(open.Feed.Current.Diagnostics);
    }

    [Fact]
    public async Task Several_rows_and_columns_are_one_key_in_any_order()
    {
        await using var open = await OpenAsync("select load, now() > '2020-01-01' as ok, null from analytics.loads");
        await _data.ExecuteAsync("insert into analytics.loads values (2)");
        Assert.Equal(("10", CacheDecision.Miss), await open.AskAsync());
        await _data.ExecuteAsync("begin; delete from analytics.loads where load = 1; insert into analytics.loads values (1); commit");
        Assert.Equal(("10", CacheDecision.Hit), await open.AskAsync());
        await _data.ExecuteAsync("insert into analytics.loads values (1)");
        Assert.Equal(("10", CacheDecision.Miss), await open.AskAsync());
    }

    [Fact]
    public async Task A_key_that_is_no_query_is_told_and_answers_are_right_without_it()
    {
        await using var open = await OpenAsync("select max(lod) from analytics.loads");
        var problem = Assert.Single(open.Feed.Current.Diagnostics);
        Assert.Equal(DiagnosticCode.Unbound, problem.Code);
        Assert.StartsWith("metrics.yml:4:", $"{problem.Location}", StringComparison.Ordinal);
        var answer = await open.AnswerAsync();
        Assert.Equal(CacheDecision.Bypass, answer.Cache);
        Assert.Contains(
            "the answer is not cached, since its change_key cannot be read", Assert.Single(answer.Meta.Warnings), StringComparison.Ordinal);
        Assert.Equal(["10"], Cells.Of(answer.Table).Select(r => r[0]));
    }

    [Fact]
    public async Task A_key_that_fails_later_ends_the_keeping_until_it_can_be_read_again()
    {
        await using var open = await OpenAsync(Loads);
        Assert.Equal(("10", CacheDecision.Miss), await open.AskAsync());
        await _data.ExecuteAsync("alter table analytics.loads rename to gone; update analytics.sale set amount = 11");
        Assert.Equal(("11", CacheDecision.Bypass), await open.AskAsync());
        await _data.ExecuteAsync("alter table analytics.gone rename to loads; insert into analytics.loads values (2)");
        Assert.Equal(("11", CacheDecision.Miss), await open.AskAsync());
    }

    private async Task<Opened> OpenAsync(string? key)
    {
        var semantic = Directory.CreateDirectory(Path.Combine(_folder, "shop", "semantic")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "metrics.yml"),
            $"name: shop\nexternal:\n  schema: "
            + $"analytics\n{(key is null ? "" : $"  change_key: {System.Text.Json.JsonSerializer.Serialize(key)}\n")}");
        await File.WriteAllTextAsync(Path.Combine(semantic, "sales.yml"), Yaml);
        var opened = new Opened(_server, _data, _folder, _cache);
        await opened.Feed.StartAsync(default);
        return opened;
    }

    private sealed class Opened : IAsyncDisposable
    {
        private readonly AdmittedEngine _engine;
        private readonly SemanticLayer _layer;

        public Opened(string server, NpgsqlDataSource data, string folder, ResultCache cache)
        {
            Feed = CatalogFeed.OfFolder(server, data, folder, TimeProvider.System);
            _engine = AdmittedEngine.OverPostgres(
                new PostgresSettings { ConnectionString = server },
                new Lanes(new LaneSettings(), TimeProvider.System),
                TimeProvider.System);
            _layer = new SemanticLayer(Feed.Publications, _engine, cache, TimeProvider.System);
        }

        public CatalogFeed Feed { get; }

        public async Task<Answer> AnswerAsync()
        {
            var outcome = await _layer.AnswerAsync(SemanticBed.Read("""{"metrics": ["amount"]}"""), [], AnswerLimits.Default, default);
            Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
            Assert.False(answer.IsOfVersions);
            return answer;
        }

        public async Task<(string Amount, CacheDecision Cache)> AskAsync()
        {
            var answer = await AnswerAsync();
            return (Cells.Of(answer.Table).Single()[0], answer.Cache);
        }

        public async ValueTask DisposeAsync()
        {
            await Feed.DisposeAsync();
            await _engine.DisposeAsync();
        }
    }
}
