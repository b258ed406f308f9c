using System.Data;
using Metrics.Answering.Publications;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Publishing;
using Metrics.Refresh.State;
using Metrics.Refresh.Tests.State;
using Npgsql;

namespace Metrics.Refresh.Tests.Publishing;

public sealed class PublisherTests
{
    private const string Pointers = "select string_agg(p::text || p.xmin::text, ';' order by model) from ops.published_table p";

    [Fact]
    public async Task A_published_table_is_read_back_as_it_was_registered()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        var built = await test.BuildAsync(
            grant, "sales", "select 1 as id, 2.50::numeric(12,2) as amount", ancestors: new Ancestor("shop__sales", 4));
        var publication = await test.PublishAsync(grant, built);
        var table = Assert.Single((await test.SnapshotAsync()).Tables);
        Assert.Equal(new PublishedTable
        {
            Model = "sales",
            Pack = "shop",
            Layer = Layer.Gold,
            Version = 1,
            Publication = 1,
            Relation = "sales_v1",
            RowsAt = null,
            Columns = [new TableColumn("id", "integer"), new TableColumn("amount", "numeric(12,2)")],
            Keys = [["id"]],
            Ancestors = [new Ancestor("shop__sales", 4)],
            AsOf = built.AsOf,
            CheckedAt = Stored(publication.At),
            PublishedAt = Stored(publication.At),
            BuiltAt = table.BuiltAt,
            Rejected = [new RejectCount("shop__sales", 3, 10_000)],
            LastAttempt = new Attempt(AttemptStatus.Published, Stored(publication.At), grant.RunId, Detail: null),
            Held = false,
        }, table);
        var current = Assert.Single(await new VersionLog(grant.Data, test.Clock).CurrentAsync(default)).Value;
        Assert.Equal(new CurrentVersion(built, 1, Stored(publication.At), Held: false, Exists: true), current);
    }

    [Fact]
    public async Task An_unchanged_attempt_moves_checked_at_and_leaves_the_pointers_rows_alone()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        var before = (Rows: await test.ScalarAsync<string>(Pointers), Table: Assert.Single((await test.SnapshotAsync()).Tables));
        test.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null((await AttemptAsync(test, AttemptStatus.Unchanged)).Number);
        var after = Assert.Single((await test.SnapshotAsync()).Tables);
        Assert.Equal(before.Rows, await test.ScalarAsync<string>(Pointers));
        Assert.True(after.CheckedAt >= before.Table.CheckedAt + TimeSpan.FromHours(1));
        Assert.Equal(before.Table, after with { CheckedAt = before.Table.CheckedAt, LastAttempt = before.Table.LastAttempt });
    }

    [Theory]
    [InlineData(AttemptStatus.SourceFailed)]
    [InlineData(AttemptStatus.BuildFailed)]
    [InlineData(AttemptStatus.TestFailed)]
    [InlineData(AttemptStatus.Skipped)]
    [InlineData(AttemptStatus.Withheld)]
    public async Task A_failed_attempt_is_told_and_neither_moves_the_pointer_nor_checked_at(AttemptStatus status)
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        var before = (Rows: await test.ScalarAsync<string>(Pointers), Table: Assert.Single((await test.SnapshotAsync()).Tables));
        test.Clock.Advance(TimeSpan.FromHours(1));
        await AttemptAsync(test, status);
        var after = Assert.Single((await test.SnapshotAsync()).Tables);
        Assert.Equal(before.Rows, await test.ScalarAsync<string>(Pointers));
        Assert.Equal(before.Table.CheckedAt, after.CheckedAt);
        Assert.Equal((status, "why"), (after.LastAttempt.Status, after.LastAttempt.Detail?.Full));
        Assert.True(Degradation.Of(await test.SnapshotAsync(), ["sales"]).Degraded);
    }

    [Fact]
    public async Task A_run_ends_with_its_counts_warnings_and_publication()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        var built = await test.BuildAsync(grant, "sales", "select 1 as id");
        var log = new RunLog(grant.Data, test.Clock);
        var model =
            new ModelRun { RunId = grant.RunId, Model = "sales", Layer = "gold", Status = RunLog.Running,
                StartedAt = test.Clock.GetUtcNow() };
        await log.RecordAsync(model, default);
        await log.RecordAsync(model with { Status = "published", Version = 1, Rows = 1 }, default);
        var result = new TestResult { RunId = grant.RunId, Model = "sales", Test = "unique(id)", Severity = "error", Status = "passed",
            BadRows = 0, At = test.Clock.GetUtcNow(),
            Said = StoredJson.WriteTest(DataText.Open("sales"), DataText.About("unique", "unique(id)", ["sales"]), null) };
        await new TestLog(grant.Data).RecordAsync("sales", [(result, [])], others: [], default);
        await test.Publisher.PublishAsync(grant, TestWarehouse.Request(built) with { Status = RunStatus.Partial,
            Warnings = [DataText.Open("3 rows rejected")], ModelsFailed = 2 }, default);

        var reader = new RunReader(test.Warehouse.Data);
        var run = (await reader.RunAsync(grant.RunId, default))!;
        Assert.Equal(
            (RunStatus.Partial, 1L, 1, 1, 2), (run.Status, run.Publication, run.ModelsTotal, run.ModelsPublished, run.ModelsFailed));
        Assert.Equal([DataText.Open("3 rows rejected")], run.Warnings);
        Assert.True(run.FinishedAt >= run.StartedAt);
        var modelRun = Assert.Single(await reader.ModelRunsAsync(grant.RunId, default));
        Assert.Equal(("published", 1L, 1L), (modelRun.Status, modelRun.Version, modelRun.Rows));
        Assert.Equal("unique(id)", Assert.Single(await reader.TestsAsync(grant.RunId, default)).Test.Full);
    }

    [Fact]
    public async Task Publications_are_numbered_without_gaps_and_listeners_hear_them()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var listener = await test.ConnectAsync("listener");
        var heard = new List<string>();
        listener.Notification += (_, n) => heard.Add($"{n.Channel} {n.Payload}");
        await TestWarehouse.ExecuteAsync(listener, "listen metrics_published");
        await test.RunAsync("sales", "select 1 as id");
        await AttemptAsync(test, AttemptStatus.BuildFailed);
        await test.RunAsync("sales", "select 2 as id");
        await TestWarehouse.ExecuteAsync(listener, "select 1");
        Assert.Equal(["metrics_published 1", "metrics_published 1", "metrics_published 2"], heard);
    }

    [Fact]
    public async Task A_version_number_is_never_given_twice()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var log = new VersionLog(test.Warehouse.Data, test.Clock);
        var numbers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => log.NextVersionAsync("sales", default)));
        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), numbers.Order());
    }

    [Fact]
    public async Task A_version_that_this_run_did_not_build_is_not_published_nor_anything_with_it()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await using var grant = await test.StartRunAsync();
        var built = await test.BuildAsync(grant, "sales", "select 1 as id");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            test.Publisher.PublishAsync(grant, TestWarehouse.Request(built, built with { Model = "other" }), default));
        Assert.Equal(0L, await test.ScalarAsync<long>("select count(*) from ops.published_table"));
        Assert.Equal(0L, await test.ScalarAsync<long>("select count(*) from ops.publication"));
    }

    [Fact]
    public async Task A_retired_model_disappears_from_the_pointers_in_a_publication_of_its_own()
    {
        await using var test = await TestWarehouse.CreateAsync();
        await test.RunAsync("sales", "select 1 as id");
        await test.RunAsync("old_sales", "select 1 as id");
        foreach (var number in (long?[])[3, null])
        {
            await using var grant = await test.StartRunAsync();
            var request = TestWarehouse.Request() with { Retired = ["old_sales", "never_there"] };
            Assert.Equal(number, (await test.Publisher.PublishAsync(grant, request, default)).Value!.Number);
        }

        var snapshot = await test.SnapshotAsync();
        Assert.Equal(("sales", 3L), (Assert.Single(snapshot.Tables).Model, snapshot.Publication));
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.RepeatableRead)]
    public async Task Readers_always_see_two_tables_published_together_agree(IsolationLevel isolation)
    {
        await using var test = await TestWarehouse.CreateAsync();
        await PublishPairAsync(test, 0);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            var reads = 0;
            for (; !stop.IsCancellationRequested || reads < 10; reads++)
            {
                await using var connection = await test.Warehouse.Data.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync(isolation);
                var relations = await OneAsync(connection, "select string_agg(relation, ' ' order by model) from ops.api_table");
                var parts = relations.Split(' ');
                Assert.Equal(2, parts.Length);
                var values = await OneAsync(
                    connection, $"select (select id from store.{parts[0]}) || ' ' || (select id from store.{parts[1]})");
                Assert.Equal(values.Split(' ')[0], values.Split(' ')[1]);
            }
        });
        for (var round = 1; round <= 12; round++)
            await PublishPairAsync(test, round);
        await stop.CancelAsync();
        await reading;
    }

    private static async Task PublishPairAsync(TestWarehouse test, int value)
    {
        await using var grant = await test.StartRunAsync();
        var left = await test.BuildAsync(grant, "left_side", $"select {value} as id");
        var right = await test.BuildAsync(grant, "right_side", $"select {value} as id");
        await test.PublishAsync(grant, left, right);
        await new Retention(new RetentionPolicy(), test.Clock).DropAsync(grant, default);
    }

    private static async Task<string> OneAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<Publication> AttemptAsync(TestWarehouse test, AttemptStatus status)
    {
        await using var grant = await test.StartRunAsync();
        var request = TestWarehouse.Request() with { Attempts = [new TableAttempt("sales", status,
            DataText.About("it failed", "why", ["sales"]))] };
        return (await test.Publisher.PublishAsync(grant, request, default)).Value!;
    }

    // PostgreSQL keeps microseconds.
    private static DateTimeOffset Stored(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
