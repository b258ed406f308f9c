using System.Collections.Concurrent;
using System.Diagnostics;
using Metrics.Refresh.Leases;
using Metrics.Refresh.Scheduling;
using Metrics.Refresh.State;
using Metrics.Refresh.Tests.State;
using Metrics.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Metrics.Refresh.Tests.Scheduling;

public sealed class UpkeepTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);
    private readonly ProjectFolder _project = new();

    public UpkeepTests() =>
        _project.Write("metrics.yml", "name: test\nrefresh: {keep_versions: 2, longest_statement: 5m, lease: 15s}\n");

    public void Dispose() => _project.Dispose();

    [Fact]
    public async Task Superseded_relations_go_when_their_time_has_come_without_a_run_and_of_two_workers_one_drops_them()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var value = 1; value <= 4; value++)
            await test.RunAsync("sales", $"select {value} as id");
        var lines = new ConcurrentQueue<string>();
        await using var other = new Warehouse(test.ConnectionString, test.Clock);
        using var first = Upkeep(test.Warehouse, lines);
        using var second = Upkeep(other, lines);
        await first.StartAsync(default);
        await second.StartAsync(default);

        // A reader still is on the oldest: it stays for as long as that takes.
        await using var reader = await test.ConnectAsync("reader");
        await using (await reader.BeginTransactionAsync())
        {
            await TestWarehouse.ExecuteAsync(reader, "select * from store.sales_v1");
            Assert.Equal("sales_v1 sales_v2 sales_v3 sales_v4", await test.StoreAsync());
            test.Clock.Advance(TimeSpan.FromMinutes(6));
            await UntilAsync(async () => await test.StoreAsync() == "sales_v1 sales_v3 sales_v4");
            await UntilAsync(() => Task.FromResult(lines.Any(l => l.Contains("still in use", StringComparison.Ordinal))));
        }

        test.Clock.Advance(TimeSpan.FromMinutes(2));
        await UntilAsync(async () => await test.StoreAsync() == "sales_v3 sales_v4");
        await UntilAsync(async () => await test.ScalarAsync<string>("select holder from ops.lease") is null);
        await first.StopAsync(default);
        await second.StopAsync(default);

        Assert.Equal([3L, 4L], await VersionsAsync(test));
        Assert.Single(lines, l => l.EndsWith(": sales_v2", StringComparison.Ordinal));
        Assert.Single(lines, l => l.EndsWith("any more: sales_v1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_dropped_while_a_run_is_at_work()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var value = 1; value <= 3; value++)
            await test.RunAsync("sales", $"select {value} as id");
        test.Clock.Advance(TimeSpan.FromMinutes(6));
        var lines = new ConcurrentQueue<string>();
        using var upkeep = Upkeep(test.Warehouse, lines);
        await using (await test.StartRunAsync())
        {
            await upkeep.StartAsync(default);
            // As long as a few looks take.
            var looks = Stopwatch.StartNew();
            await UntilAsync(() => Task.FromResult(looks.Elapsed > TimeSpan.FromSeconds(5)));
            Assert.Equal("sales_v1 sales_v2 sales_v3", await test.StoreAsync());
        }

        await UntilAsync(async () => await test.StoreAsync() == "sales_v2 sales_v3");
        await upkeep.StopAsync(default);
        // The run that said nothing of its end is closed on the way.
        Assert.Equal("failed", await test.ScalarAsync<string>("select status from ops.run order by started_at desc limit 1"));
        Assert.Contains(lines, l => l.Contains("R135", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_would_not_wait_for_another_waits_for_the_cleaning_up()
    {
        await using var test = await TestWarehouse.CreateAsync();
        var cleaning = new RefreshLease(test.Warehouse, TestWarehouse.Timing) { Holder = LeaseHolder.ThisProcessCleaningUp };
        var held = Assert.IsType<Acquisition.Granted>(await cleaning.TryAcquireAsync(Guid.CreateVersion7(), default)).Grant;
        var waiting = test.Lease.WaitAcquireAsync(Guid.CreateVersion7(), TimeSpan.Zero, default);
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System));
        Assert.False(waiting.IsCompleted);
        await held.DisposeAsync();

        await using var grant = Assert.IsType<Acquisition.Granted>(await waiting).Grant;
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_drop_nothing_that_the_last_ones_would_keep()
    {
        await using var test = await TestWarehouse.CreateAsync();
        for (var value = 1; value <= 3; value++)
            await test.RunAsync("sales", $"select {value} as id");
        _project.Write("metrics.yml", "name: [test\n");
        test.Clock.Advance(TimeSpan.FromMinutes(6));
        using var upkeep = Upkeep(test.Warehouse, []);
        await upkeep.StartAsync(default);
        var looks = Stopwatch.StartNew();
        await UntilAsync(() => Task.FromResult(looks.Elapsed > TimeSpan.FromSeconds(5)));
        Assert.Equal("sales_v1 sales_v2 sales_v3", await test.StoreAsync());

        _project.Write("metrics.yml", "name: test\nrefresh: {keep_versions: 2}\n");
        await UntilAsync(async () => await test.StoreAsync() == "sales_v2 sales_v3");
        await upkeep.StopAsync(default);
    }

    private Upkeep Upkeep(Warehouse warehouse, ConcurrentQueue<string> lines) =>
        new(warehouse, new WorkerProject(_project.Path, _ => null), warehouse.Clock, new Lines(lines));

    private static async Task<List<long>> VersionsAsync(TestWarehouse test)
    {
        await using var command = test.Warehouse.Data.CreateCommand("select version from ops.table_version order by version");
        await using var reader = await command.ExecuteReaderAsync();
        var versions = new List<long>();
        while (await reader.ReadAsync())
            versions.Add(reader.GetInt64(0));
        return versions;
    }

    private static Task UntilAsync(Func<Task<bool>> holdsAsync) => Eventually.HoldsAsync(holdsAsync, "waited in vain", Soon);

    private sealed class Lines(ConcurrentQueue<string> lines) : ILogger<Upkeep>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));
    }
}
