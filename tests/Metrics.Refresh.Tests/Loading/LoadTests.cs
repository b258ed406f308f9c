using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Sources;
using Metrics.Testing;
using Npgsql;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class LoadTests
{
    [Fact]
    public async Task A_load_knows_when_it_began()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id")).Holding("id\n1\n");
        var result = await store.LoadAsync(source.Table, new StoppedClock());
        Assert.Equal(StoppedClock.Instant, result.ExtractedAt);
    }

    [Fact]
    public async Task A_transaction_rolled_back_leaves_no_relation()
    {
        await using var data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());
        await using var schema = data.CreateCommand("create schema store");
        await schema.ExecuteNonQueryAsync();
        using var source = new CsvSource(Column("id")).Holding("id\n1\n");
        await using (var connection = await data.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead))
        {
            Assert.Equal(
                1, (await new TableLoader(TimeProvider.System).LoadAsync(source.Table, "gone", connection, CancellationToken.None)).Loaded);
            await transaction.RollbackAsync();
        }

        await using var count = data.CreateCommand("select count(*) from pg_class where relname like 'gone%'");
        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_cancelled_load_ends_between_two_rows_and_the_connection_lives_on()
    {
        await using var data = NpgsqlDataSource.Create(PostgresServer.Shared.CreateDatabase());
        await using var schema = data.CreateCommand("create schema store");
        await schema.ExecuteNonQueryAsync();
        // Far more rows than can be loaded while the server is asked once how many there are.
        byte[] lines = [.. "id\n"u8, .. new byte[40_000_000]];
        for (var at = 3; at < lines.Length; at += 2)
            "1\n"u8.CopyTo(lines.AsSpan(at));
        using var source = new CsvSource(Column("id")).Holding(lines);
        await using var connection = await data.OpenConnectionAsync();
        using var cancel = new CancellationTokenSource();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var loading = Task.Run(() => new TableLoader(TimeProvider.System).LoadAsync(source.Table, "cut", connection, cancel.Token));
            await using var begun = data.CreateCommand(
                "select exists (select from pg_stat_progress_copy where datname = current_database() and tuples_processed > 0)");
            while (await begun.ExecuteScalarAsync() is not true)
                Assert.False(loading.IsCompleted, "the load ended before it could be cancelled");
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
            await transaction.RollbackAsync();
        }

        await using var still = new NpgsqlCommand("select to_regclass('store.cut') is null", connection);
        Assert.Equal(true, await still.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Names_are_quoted()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("select"), Column("a \"b\"; drop table x")).Holding(
            "select,\"a \"\"b\"\"; drop table x\"\n1,2\n");
        Assert.Equal(1, (await store.LoadAsync(source.Table)).Loaded);
        Assert.Equal(["1|2"], await store.RowsAsync());
    }

    [Fact]
    public async Task A_record_without_end_does_not_take_the_memory()
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("id"), Column("note")).Holding("id,note\n1,a\n2,\"never closed\n");
        await using (var file = File.Open(source.Table.Csv.Path, FileMode.Append))
        {
            var line = Enumerable.Repeat((byte)'x', 1024 * 1024).Append((byte)'\n').ToArray();
            for (var i = 0; i < 80; i++)
                await file.WriteAsync(line);
        }

        var error = await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(source.Table));
        Assert.Contains("the record of line 3 is larger than 64 MiB", error.Message);
    }

    [Fact]
    public async Task Json_at_the_edge_of_what_is_accepted_is_taken_by_the_database()
    {
        await using var store = new Store();
        var deep = new string('[', 1_000) + new string(']', 1_000);
        using var source = new CsvSource(Column("x", ColumnKind.Json)).Holding(
            $"x\n{deep}\n{new string('9', 1_000)}\n1e10000\n1e-10000\n[{deep}]\n");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal((5, 4, 1), (result.Rows, result.Loaded, result.Rejected));
    }

    private sealed class StoppedClock : TimeProvider
    {
        public static readonly DateTimeOffset Instant = new(2026, 11, 20, 3, 0, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Instant;
    }
}
