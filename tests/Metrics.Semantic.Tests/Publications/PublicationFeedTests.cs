using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Testing;
using Npgsql;

namespace Metrics.Semantic.Tests.Publications;

[Trait("Needs", "PostgreSQL")]
public sealed class PublicationFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _connectionString = PostgresServer.Shared.CreateDatabase();
    private readonly NpgsqlDataSource _data;
    private readonly PublicationFeed _feed;

    public PublicationFeedTests()
    {
        _data = NpgsqlDataSource.Create(_connectionString);
        _feed = new PublicationFeed(_connectionString, TimeProvider.System);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _feed.DisposeAsync();
        await _data.DisposeAsync();
    }

    [Fact]
    public async Task Before_anything_is_published_it_says_so_and_then_follows()
    {
        Assert.Equal(DiagnosticCode.NotReady, Assert.Single(_feed.Current.Diagnostics).Code);
        await _feed.StartAsync(default);
        Assert.Contains("has not been set up", Assert.Single(_feed.Current.Diagnostics).Message, StringComparison.Ordinal);
        Assert.False(_feed.Take().Confirmed);
        await _data.ExecuteAsync(ContractTables.Sql);
        await _data.PublishAsync(1, "stores");
        Assert.True(await _feed.WaitForAsync(1, Patience, default));
        Assert.Equal("stores", Assert.Single(_feed.Current.Value!.Tables).Model);
    }

    [Fact]
    public async Task A_publication_is_seen_and_pointers_that_did_not_move_stay_the_same_objects()
    {
        await PublishedAsync("stores", "sales");
        var before = _feed.Current.Value!;
        await _data.PublishAsync(2, "sales");
        Assert.True(await _feed.WaitForAsync(2, Patience, default));
        var after = _feed.Current.Value!;
        Assert.Equal("sales_v2", after.Of(["sales"])[0].Relation);
        Assert.Same(before.Of(["stores"])[0], after.Of(["stores"])[0]);
    }

    [Fact]
    public async Task Whoever_prepares_is_told_before_a_publication_is_shown_and_nothing_it_does_keeps_it_back()
    {
        await PublishedAsync("sales");
        var told = new List<(long Coming, long Shown, bool Confirmed)>();
        _feed.Preparing = async (state, ct) =>
        {
            told.Add((state.Snapshot.Value!.Publication, _feed.Current.Value!.Publication, state.Confirmed));
            if (told.Count == 1)
                throw new InvalidOperationException("it went wrong");
            // For ever, whether it is told to end or not.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
        };
        foreach (var publication in (long[])[2, 3])
        {
            await _data.PublishAsync(publication, "sales");
            Assert.True(await _feed.WaitForAsync(publication, Patience, default));
        }

        Assert.Equal([(2, 1, true), (3, 2, true)], told);
    }

    [Fact]
    public async Task A_confirmed_state_never_misses_what_was_committed_a_second_before()
    {
        await PublishedAsync("sales");
        long committed = 1;
        var publishing = Task.Run(async () =>
        {
            for (var i = 2; i <= 40; i++)
            {
                await _data.PublishAsync(i, "sales");
                Interlocked.Exchange(ref committed, i);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        });
        var (late, taken) = (0, 0);
        while (!publishing.IsCompleted)
        {
            var due = Interlocked.Read(ref committed);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            for (var i = 0; i < 1_000; i++)
            {
                var state = _feed.Take();
                taken++;
                late += state.Confirmed && state.Snapshot.Value!.Publication < due ? 1 : 0;
            }
        }

        await publishing;
        Assert.True(taken > 0);
        Assert.Equal(0, late);
    }

    [Theory]
    [InlineData("update ops.api_table set last_attempt = last_attempt || '{\"status\": \"test_failed\"}' where model = 'sales'")]
    [InlineData("update ops.api_table set checked_at = checked_at - interval '1 hour' where model = 'sales'")]
    [InlineData("update ops.api_table set held = true where model = 'sales'")]
    [InlineData("delete from ops.api_table where model = 'sales'")]
    [InlineData("insert into ops.api_publication values (2, gen_random_uuid(), now())")]
    public async Task What_changes_without_a_notification_is_seen_by_polling(string change)
    {
        await PublishedAsync("stores", "sales");
        var before = _feed.Current.Value!;
        var changed = _feed.ChangedAsync(before, default);
        await _data.ExecuteAsync(change);
        var after = (await changed.WaitAsync(Patience)).Snapshot.Value!;
        Assert.NotSame(before, after);
        Assert.Same(before.Of(["stores"])[0], after.Of(["stores"])[0]);
        Assert.False(before.Publication == after.Publication && before.Tables == after.Tables);
    }

    [Fact]
    public async Task Without_a_change_polls_confirm_the_same_snapshot()
    {
        await PublishedAsync("sales");
        var before = _feed.Current.Value!;
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            Assert.Same(before, _feed.Current.Value);
        }

        Assert.True(await _feed.WaitForAsync(1, Patience, default));
        Assert.False(await _feed.WaitForAsync(2, TimeSpan.FromMilliseconds(400), default));
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _feed.WaitForAsync(2, Patience, caller.Token));
    }

    [Fact]
    public async Task Reloading_reads_what_is_committed_now()
    {
        await PublishedAsync("sales");
        for (var i = 2; i <= 20; i++)
        {
            await _data.PublishAsync(i, "sales");
            var states = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _feed.ReloadAsync(default)));
            Assert.All(states, s => Assert.True(s.Confirmed && s.Snapshot.Value!.Publication >= i));
        }
    }

    [Fact]
    public async Task Versions_still_on_disk_are_found_and_others_refused_as_gone()
    {
        await PublishedAsync("sales");
        await _data.PublishAsync(2, "sales");
        Assert.True(await _feed.WaitForAsync(2, Patience, default));
        Assert.Same(_feed.Current.Value!.Of(["sales"])[0], (await _feed.FindVersionAsync("sales", 2, default)).Value);
        var older = (await _feed.FindVersionAsync("sales", 1, default)).Value!;
        Assert.True(
            older is { Version: 1, Publication: 1, Relation: "sales_v1", Columns: [TableColumn { Name: "id", Type: "bigint" }],
                Pack: "shop" });
        await _data.ExecuteAsync("delete from ops.api_table_version where version = 1");
        Assert.Equal(DiagnosticCode.PageGone, Assert.Single((await _feed.FindVersionAsync("sales", 1, default)).Diagnostics).Code);
        Assert.Equal(DiagnosticCode.PageGone, Assert.Single((await _feed.FindVersionAsync("never", 1, default)).Diagnostics).Code);
    }

    [Fact]
    public async Task A_schema_of_another_release_takes_the_pointers_away()
    {
        await PublishedAsync("sales");
        var before = _feed.Current.Value;
        await _data.ExecuteAsync("update ops.api_schema set version = 99");
        var state = await _feed.ChangedAsync(before, default).WaitAsync(Patience);
        Assert.Equal(DiagnosticCode.NotReady, Assert.Single(state.Snapshot.Diagnostics).Code);
        Assert.False(state.Confirmed);
    }

    [Fact]
    public async Task A_broken_row_is_told_and_healed_without_a_restart()
    {
        await PublishedAsync("sales");
        await _data.ExecuteAsync("update ops.api_table set layer = 'copper', held = true");
        await UntilAsync(_feed, f => f.Problem is not null);
        Assert.NotNull(_feed.Current.Value);
        await UntilAsync(_feed, f => !f.Take().Confirmed);
        await _data.ExecuteAsync("update ops.api_table set layer = 'gold', held = false");
        await UntilAsync(_feed, f => f.Problem is null && f.Take().Confirmed);
    }

    [Fact]
    public async Task A_stopped_server_leaves_the_pointers_unconfirmed_and_a_started_one_confirms_them()
    {
        // The stop is a crash, and test servers else forget their last commits in one.
        using var server = PostgresServer.Start("synchronous_commit=on");
        var connectionString = server.CreateDatabase();
        await using var data = NpgsqlDataSource.Create(connectionString);
        await data.ExecuteAsync(ContractTables.Sql);
        await data.PublishAsync(1, "sales");
        await using var feed = new PublicationFeed(connectionString, TimeProvider.System);
        await feed.StartAsync(default);
        var before = feed.Current.Value!;
        server.StopServer();
        await UntilAsync(feed, f => !f.Take().Confirmed && f.Problem is not null);
        Assert.Same(before, feed.Current.Value);
        Assert.Equal(
            DiagnosticCode.WarehouseUnavailable, Assert.Single((await feed.FindVersionAsync("sales", 7, default)).Diagnostics).Code);
        Assert.False((await feed.ReloadAsync(default)).Confirmed);
        server.StartServer();
        await UntilAsync(feed, f => f.Take().Confirmed && f.Problem is null);
        Assert.Same(before, feed.Current.Value);
        // This test's own connections did not outlive the server.
        data.Clear();
        await data.PublishAsync(2, "sales");
        Assert.True(await feed.WaitForAsync(2, Patience, default));
    }

    [Fact]
    public async Task While_the_warehouse_does_not_answer_nothing_is_confirmed_and_afterwards_it_is_again()
    {
        await PublishedAsync("sales");
        await using var blocker = await _data.OpenConnectionAsync();
        await using (var transaction = await blocker.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("lock table ops.api_table in access exclusive mode", blocker);
            await command.ExecuteNonQueryAsync();
            await UntilAsync(_feed, f => !f.Take().Confirmed);
            Assert.NotNull(_feed.Current.Value);
            // Beyond the poll's own patience, so that its connection is replaced.
            await UntilAsync(_feed, f => f.Problem is not null);
        }

        await UntilAsync(_feed, f => f.Take().Confirmed && f.Problem is null);
    }

    [Fact]
    public async Task A_feed_that_cannot_connect_starts_says_why_and_stops()
    {
        await using var feed = new PublicationFeed("Host=127.0.0.1;Port=1;Username=u;Password=topsecret;Database=d", TimeProvider.System);
        await feed.StartAsync(default);
        var refusal = Assert.Single(feed.Current.Diagnostics);
        Assert.Equal(DiagnosticCode.WarehouseUnavailable, refusal.Code);
        Assert.DoesNotContain("topsecret", refusal.ToString(), StringComparison.Ordinal);
        await feed.StopAsync(default);
    }

    private async Task PublishedAsync(params string[] models)
    {
        await _data.ExecuteAsync(ContractTables.Sql);
        await _data.PublishAsync(1, models);
        await _feed.StartAsync(default);
        Assert.True(_feed.Current.Succeeded(out _), _feed.Current.Diagnostics.ToString());
    }

    private static Task UntilAsync(PublicationFeed feed, Func<PublicationFeed, bool> condition) => Eventually.HoldsAsync(
        () => condition(feed), () => $"{feed.Take()}, problem {feed.Problem}", pause: TimeSpan.FromMilliseconds(20));
}
