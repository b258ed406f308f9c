using System.Text;
using Dapper;
using Metrics.Answering;
using Metrics.Answering.Admission;
using Metrics.Answering.Answers;
using Metrics.Answering.Caching;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Binding;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Requests;
using Metrics.Semantic.Tests.Engines.DuckDb;
using Metrics.Semantic.Tests.Publications;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Semantic.Tests;

/// <summary>
/// Tables in a database of their own, published, with a catalog over them and everything real between a question and its answer.
/// </summary>
internal sealed class SemanticBed : IAsyncDisposable
{
    /// <summary>Friday; what relative times are counted from.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly PublicationFeed _feed;
    private readonly AdmittedEngine _engine;
    private readonly ResultCache _cache = new(64 * 1024 * 1024, TimeProvider.System);

    private SemanticBed(string connectionString)
    {
        Data = NpgsqlDataSource.Create(connectionString);
        _feed = new PublicationFeed(connectionString, TimeProvider.System, CatalogOrigin.Published());
        Engines = new BothEngines(
            new PostgresEngine(new PostgresSettings { ConnectionString = connectionString }, TimeProvider.System), Data);
        _engine = new AdmittedEngine(Engines, new Lanes(new LaneSettings(), TimeProvider.System));
        Layer = new SemanticLayer(_feed, _engine, _cache, TimeProvider.System);
    }

    /// <summary>PostgreSQL, which is believed, and DuckDB, which has to say the same.</summary>
    public BothEngines Engines { get; }

    /// <summary>The owner's way in.</summary>
    public NpgsqlDataSource Data { get; }

    public Catalog Catalog => _feed.Take().Catalog;

    public SemanticLayer Layer { get; }

    /// <summary>The same without a memory: every question runs.</summary>
    public SemanticLayer Forgetful => new(_feed, _engine, new ResultCache(1, TimeProvider.System), TimeProvider.System);

    public CacheCounters Counters => _cache.Counters;

    /// <summary>
    /// Runs SQL that makes tables <c>store.NAME_vN</c>, publishes each as model NAME at version N, and binds the catalog to them.
    /// </summary>
    public static async Task<SemanticBed> StartAsync(string tables, string yaml, string? database = null)
    {
        var bed = new SemanticBed(database ?? PostgresServer.Shared.CreateDatabase());
        await bed.Data.ExecuteAsync(ContractTables.Sql + "create schema store;");
        await bed.Data.ExecuteAsync(tables);
        await bed.PublishAsync(1);
        await bed._feed.StartAsync(default);
        await bed.BindAsync(yaml);
        return bed;
    }

    /// <summary>Moves the pointers to the newest table of each model, as a run does, and waits until that is seen.</summary>
    public async Task PublishAsync(long publication)
    {
        await Data.ExecuteAsync(PublishedTables.Sql(publication));
        if (publication > 1)
            Assert.True(await SeesAsync(publication));
    }

    /// <summary>Waits until a publication is seen.</summary>
    public Task<bool> SeesAsync(long publication) => _feed.WaitForAsync(publication, TimeSpan.FromSeconds(30), default);

    /// <summary>Reads and binds a catalog in which nothing may be wrong, but for what is expected.</summary>
    public async Task BindAsync(string yaml, params DiagnosticCode[] expected)
    {
        var draft = CatalogLoader.Load(new CatalogSource([new CatalogFile("shop/semantic/shop.yml", "shop", yaml)], []));
        var bound = await CatalogBinding.DescribeAsync(
            draft, _feed.Current.Value!.Tables.Select(BindableTable.Of), new PostgresStore(Data), default);
        Assert.DoesNotContain(bound.Catalog.Diagnostics, d => d.Code != DiagnosticCode.Doubtful && !expected.Contains(d.Code));
        Assert.Equal(expected, bound.Catalog.Diagnostics.Select(d => d.Code).Intersect(expected));
        await using var connection = await Data.OpenConnectionAsync();
        await connection.ExecuteAsync("delete from ops.api_catalog_file; delete from ops.api_catalog_type");
        await connection.ExecuteAsync("insert into ops.api_catalog_file values (1, @Path, @Pack, @Text, false)", draft.Source.Files);
        await connection.ExecuteAsync("insert into ops.api_catalog_type values (@Model, @Name, @SqlType)", bound.Types);
        await _feed.RebindAsync(default);
        Assert.Null(_feed.Problem);
    }

    /// <summary>The question in a body, at its page.</summary>
    public static MetricQuery Read(string json)
    {
        var read = QueryJson.Read(Encoding.UTF8.GetBytes(json), Now);
        Assert.True(read.Succeeded(out var requested), read.Diagnostics.ToString());
        var paged = requested.AtPage();
        Assert.True(paged.Succeeded(out var query), paged.Diagnostics.ToString());
        return query;
    }

    public Task<Outcome<Answer>> AskAsync(MetricQuery query, AnswerLimits? limits = null) =>
        Layer.AnswerAsync(query, [], limits ?? AnswerLimits.Default, default);

    public async Task<Answer> AnswerAsync(string json)
    {
        var outcome = await AskAsync(Read(json));
        Assert.True(outcome.Succeeded(out var answer), outcome.Diagnostics.ToString());
        return answer;
    }

    /// <summary>The rows of an answer, every cell as text: null is empty.</summary>
    public async Task<string[]> RowsAsync(string json) =>
        Cells.Of((await AnswerAsync(json)).Table).Select(r => string.Join(" | ", r)).ToArray();

    public async Task<Explanation> ExplainAsync(string json)
    {
        var outcome = await Layer.ExplainAsync(Read(json), [], AnswerLimits.Default, default);
        Assert.True(outcome.Succeeded(out var explanation), outcome.Diagnostics.ToString());
        return explanation;
    }

    /// <summary>The refusals of a question that must not be answered.</summary>
    public async Task<EquatableList<Diagnostic>> RefusalAsync(string json)
    {
        var outcome = await AskAsync(Read(json));
        Assert.False(outcome.Succeeded(out _), "this should have been refused");
        return outcome.Diagnostics;
    }

    /// <summary>
    /// Asks, and runs SQL written by hand; both must give the same rows, in the same order when the SQL's last line gives one.
    /// </summary>
    public async Task<Answer> CheckAsync(string json, string sql)
    {
        var answer = await AnswerAsync(json);
        var given = Cells.Of(answer.Table).Select(r => string.Join(" | ", r)).ToList();
        var expected = (await Cells.QueryAsync(Data, sql, answer.Table.Columns)).Select(r => string.Join(" | ", r)).ToList();
        var isOrdered = sql.TrimEnd().TrimEnd(';').Split('\n')[^1].TrimStart().StartsWith("order by", StringComparison.Ordinal);
        if (!isOrdered)
        {
            given.Sort(StringComparer.Ordinal);
            expected.Sort(StringComparer.Ordinal);
        }

        Assert.Equal(expected, given);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        await _engine.DisposeAsync();
        await Data.DisposeAsync();
    }
}
