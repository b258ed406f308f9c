using System.Diagnostics;
using Metrics.Refresh.Tests.Runs;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Publications;
using Npgsql;

namespace Metrics.Refresh.Tests.Catalogs;

public sealed class CatalogFeedTests : IDisposable
{
    private const string Orders = "shop/semantic/orders.yml";

    private const string Catalog =
        """
        semantic_models:
          - name: orders
            model: ref('fct_orders')
            entities: [{name: order, type: primary, expr: id}]
            dimensions: [{name: status, type: categorical}]
            measures: [{name: amount, agg: sum}]
        metrics:
          - {name: revenue, type: simple, type_params: {measure: amount}}
        """;

    private readonly RefreshBed _bed = ShopProject.Write(new RefreshBed()).Write(Orders, Catalog);
    private readonly NpgsqlDataSource _data;

    public CatalogFeedTests() => _data = NpgsqlDataSource.Create(_bed.ConnectionString);

    public void Dispose()
    {
        _data.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public async Task What_was_published_is_served_and_nothing_else()
    {
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_data, TimeProvider.System);
        Assert.Empty(feed.Current.Metrics);
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        Assert.Equal("numeric(12,2)", feed.Current.Measures["amount"].Measure.SqlType);

        // Saved, but not published.
        _bed.Write(Orders, Catalog.Replace("revenue", "income"));
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        Assert.Contains("revenue", feed.Current.Metrics.Keys);

        await _bed.SucceedAsync();
        var before = feed.Current;
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        Assert.Contains("income", feed.Current.Metrics.Keys);
        Assert.NotEqual(before.Version, feed.Current.Version);
        Assert.Null(feed.Problem);
    }

    [Fact]
    public async Task The_same_catalog_stays_the_same_object_when_only_tables_move()
    {
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_data, TimeProvider.System);
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        var before = feed.Current;
        _bed.Write("data/orders.csv", "id,store_id,amount,status\n1,1,99.50,paid\n");
        await _bed.SucceedAsync();
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        Assert.Same(before, feed.Current);
    }

    [Fact]
    public async Task A_kept_file_is_told_with_the_definitions_in_it()
    {
        await _bed.SucceedAsync();
        _bed.Write(Orders, Catalog.Replace("agg: sum", "agg: summ"));
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfPublished(_data, TimeProvider.System);
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        Assert.Contains(feed.Current.Metrics["revenue"].Location.File, feed.Current.KeptFiles.AsEnumerable());
        Assert.Empty(feed.Current.Diagnostics);
    }

    [Fact]
    public async Task Saved_files_are_in_force_without_a_refresh()
    {
        await _bed.SucceedAsync();
        await using var feed = CatalogFeed.OfFolder(_data, _bed.Project.Path, TimeProvider.System);
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        Assert.Contains("revenue", feed.Current.Metrics.Keys);

        _bed.Write(Orders, Catalog.Replace("revenue", "income"));
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("income"));

        // A broken file takes its own definitions away, and a new one brings its own.
        _bed.Write("shop/semantic/more.yml", "metrics:\n  - {name: mistake, type: simple, type_params: {measure: amonut}}\n  - {name: more, type: simple, type_params: {measure: amount}}\n");
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("more"));
        Assert.Equal(["income", "more"], feed.Current.Metrics.Keys.Order());
        Assert.Contains("amonut", Assert.Single(feed.Current.Diagnostics).Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(_bed.Project.Path, Orders));
        await UntilAsync(() => feed.Current.Metrics.Count == 0);
    }

    [Fact]
    public async Task With_nothing_published_everything_is_left_out_and_says_why()
    {
        await using var feed = CatalogFeed.OfFolder(_data, _bed.Project.Path, TimeProvider.System);
        Assert.Empty(feed.Current.Metrics);
        Assert.Contains(feed.Current.Diagnostics, d => d.Code.Id == "C150" && d.Message.Contains("'fct_orders'", StringComparison.Ordinal));
        await _bed.SucceedAsync();
        await feed.OnSnapshotAsync(await SnapshotAsync(), default);
        Assert.Contains("revenue", feed.Current.Metrics.Keys);
    }

    [Fact]
    public async Task A_warehouse_that_is_away_leaves_the_catalog_as_it_was_and_is_tried_again()
    {
        await _bed.SucceedAsync();
        var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=u;Password=topsecret;Database=d");
        await using (var feed = CatalogFeed.OfFolder(away, _bed.Project.Path, TimeProvider.System))
        {
            var before = feed.Current;
            await feed.OnSnapshotAsync(await SnapshotAsync(), default);
            Assert.Same(before, feed.Current);
            Assert.Equal("E310", feed.Problem!.Code.Id);
            Assert.DoesNotContain("topsecret", feed.Problem.ToString(), StringComparison.Ordinal);
        }

        away.Dispose();
    }

    [Fact]
    public async Task A_feed_of_publications_moves_the_catalog_by_itself()
    {
        await _bed.SucceedAsync();
        await using var publications = new PublicationFeed(_bed.ConnectionString, TimeProvider.System);
        await publications.StartAsync(default);
        await using var feed = CatalogFeed.OfPublished(_data, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var following = feed.FollowAsync(publications, stop.Token);
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("revenue"));
        _bed.Write(Orders, Catalog.Replace("revenue", "income"));
        await _bed.SucceedAsync();
        await UntilAsync(() => feed.Current.Metrics.ContainsKey("income"));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    private async Task<PublicationSnapshot> SnapshotAsync() => (await new PublicationReader(_data, TimeProvider.System).ReadAsync(default)).Value!;

    private static async Task UntilAsync(Func<bool> holds)
    {
        var patience = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(60), "waited a minute in vain");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
