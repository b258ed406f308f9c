using Metrics.Answering.Admission;
using Metrics.Domain.Diagnostics;
using Metrics.Testing;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Engines.Postgres;

/// <summary>Statements that take too long, callers who leave, servers that go.</summary>
[Trait("Needs", "PostgreSQL")]
public sealed class StopTests
{
    private static readonly AnswerLimits Short = AnswerLimits.Default with { Timeout = TimeSpan.FromMilliseconds(300) };

    [Fact]
    public async Task A_statement_that_takes_too_long_is_stopped_on_the_server_too()
    {
        await using var bed = new EngineBed();
        Assert.Equal(DiagnosticCode.EngineTimeout, (await bed.RefusalAsync("select pg_sleep(600)::text", ValueType.String, Short)).Code);
        await bed.UntilAtWorkAsync("pg_sleep", 0);
        Assert.Equal([1L], await bed.ColumnAsync("select 1", ValueType.Integer));
    }

    [Fact]
    public async Task Rows_that_come_too_slowly_are_too_late_as_well()
    {
        await using var bed = new EngineBed();
        var refusal = await bed.RefusalAsync(
            "select repeat('x', 20000) || i || pg_sleep(0.05)::text from generate_series(1, 100000) i", ValueType.String, Short);
        Assert.Equal(DiagnosticCode.EngineTimeout, refusal.Code);
        await bed.UntilAtWorkAsync("pg_sleep", 0);
    }

    [Fact]
    public async Task The_servers_own_limit_is_a_timeout()
    {
        await using var bed = new EngineBed(settings: s => s with { LongestStatement = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(DiagnosticCode.EngineTimeout, (await bed.RefusalAsync("select pg_sleep(600)::text", ValueType.String)).Code);
    }

    [Fact]
    public async Task A_caller_who_leaves_takes_his_statement_with_him()
    {
        await using var bed = new EngineBed();
        using var caller = new CancellationTokenSource();
        var asking = bed.AskAsync("select pg_sleep(600)::text", [ValueType.String], ct: caller.Token);
        await bed.UntilAtWorkAsync("pg_sleep", 1);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await bed.UntilAtWorkAsync("pg_sleep", 0);
        Assert.Equal([1L], await bed.ColumnAsync("select 1", ValueType.Integer));
    }

    [Fact]
    public async Task A_caller_who_never_came_in_runs_nothing()
    {
        await using var bed = new EngineBed();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => bed.AskAsync("select 1", [ValueType.Integer], ct: new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task When_every_connection_is_busy_the_next_waits_its_turn_and_no_longer_than_said()
    {
        await using var bed = new EngineBed(lanes: LaneSettings.Single(2) with { QuickWait = TimeSpan.FromMilliseconds(200) });
        using var callers = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 2)
            .Select(_ => bed.AskAsync("select pg_sleep(600)::text", [ValueType.String], ct: callers.Token)).ToArray();
        await bed.UntilAtWorkAsync("pg_sleep", 2);
        var refusal = await bed.RefusalAsync("select 1", ValueType.Integer);
        Assert.Equal(DiagnosticCode.QuickLaneFull, refusal.Code);
        Assert.Equal("the warehouse is busy: none of 2 places in the lane for questions came free in 0.2 s", refusal.Message);
        Assert.True(refusal.RetryAfter >= TimeSpan.FromSeconds(1));
        await callers.CancelAsync();
        foreach (var one in busy)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.Equal([1L], await bed.ColumnAsync("select 1", ValueType.Integer));
    }

    [Fact]
    public async Task Many_at_once_share_few_connections()
    {
        await using var bed = new EngineBed(lanes: LaneSettings.Single(3) with { QuickWait = TimeSpan.FromMinutes(1) });
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => bed.ColumnAsync($"select {i}", ValueType.Integer)));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (object?)(long)i), answers.Select(a => a[0]));
    }

    [Fact]
    public async Task A_server_that_stops_is_unavailable_and_one_that_starts_again_answers_at_once()
    {
        using var server = PostgresServer.Start();
        await using var bed = new EngineBed(server, lanes: LaneSettings.Single(4));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bed.ColumnAsync("select 1 from pg_sleep(0.1)", ValueType.Integer)));
        var reading = bed.AskAsync("select 1 from pg_sleep(600)", [ValueType.Integer]);
        await bed.UntilAtWorkAsync("600", 1);
        server.StopServer();
        Assert.Equal(DiagnosticCode.WarehouseUnavailable, Assert.Single((await reading).Diagnostics).Code);
        Assert.Equal(DiagnosticCode.WarehouseUnavailable, (await bed.RefusalAsync("select 1", ValueType.Integer)).Code);
        server.StartServer();
        // Also over connections from before.
        for (var i = 0; i < 8; i++)
            Assert.Equal([1L], await bed.ColumnAsync("select 1", ValueType.Integer));
    }

    [Fact]
    public async Task A_restart_between_two_statements_is_not_noticed()
    {
        using var server = PostgresServer.Start();
        await using var bed = new EngineBed(server, lanes: LaneSettings.Single(4));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bed.ColumnAsync("select 1 from pg_sleep(0.1)", ValueType.Integer)));
        server.StopServer();
        server.StartServer();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bed.ColumnAsync("select 1", ValueType.Integer)));
        Assert.All(answers, a => Assert.Equal([1L], a));
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_does_not_know_us_is_unavailable_and_the_password_stays_secret()
    {
        await using var nowhere = new EngineBed(
            settings: s => s with { ConnectionString = "Host=127.0.0.1;Port=1;Username=u;Password=topsecret;Database=d" });
        await using var stranger = new EngineBed(
            settings: s =>
                s with { ConnectionString = s.ConnectionString.Replace(
                    "Username=postgres", "Username=nobody;Password=topsecret", StringComparison.Ordinal) });
        foreach (var bed in new[] { nowhere, stranger })
        {
            var refusal = await bed.RefusalAsync("select 1", ValueType.Integer);
            Assert.Equal(DiagnosticCode.WarehouseUnavailable, refusal.Code);
            Assert.DoesNotContain("topsecret", refusal.ToString(), StringComparison.Ordinal);
        }
    }
}
