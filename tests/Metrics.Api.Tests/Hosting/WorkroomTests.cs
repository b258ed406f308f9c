using System.Collections.Concurrent;
using Metrics.Api.Hosting;

namespace Metrics.Api.Tests.Hosting;

/// <summary>
/// The workroom in which requests are processed: which of them get a place, and what becomes of work that waits or fails.
/// </summary>
public sealed class WorkroomTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Callers_take_turns_however_much_one_of_them_has_to_do()
    {
        var room = new Workroom(1);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var order = new ConcurrentQueue<string>();
        var first = room.WorkAsync("many", () =>
        {
            begun.Set();
            gate.Wait(Patience);
            return Task.CompletedTask;
        }, CancellationToken.None);
        Assert.True(begun.Wait(Patience));
        var work = Enumerable.Range(0, 302).Select(i => Note(i < 300 ? "many" : "few")).ToList();
        gate.Set();
        await Task.WhenAll([first, .. work]).WaitAsync(Patience);
        Assert.Equal(["many", "few", "many", "few"], order.Take(4));

        Task Note(string caller) => room.WorkAsync(caller, () =>
        {
            order.Enqueue(caller);
            return Task.CompletedTask;
        }, CancellationToken.None);
    }

    [Fact]
    public async Task At_most_as_many_pieces_are_at_work_as_there_are_places_and_what_waited_comes_back()
    {
        var (room, atWork, most, done) = (new Workroom(3), 0, 0, 0);
        var random = new Random(29);
        var work = Enumerable.Range(0, 2_000).Select(i => (Caller: $"{random.Next(20)}", Pieces: random.Next(1, 6))).ToList();
        await Task.WhenAll(work.Select(w => room.WorkAsync(w.Caller, async () =>
        {
            for (var piece = 0; piece < w.Pieces; piece++)
            {
                var now = Interlocked.Increment(ref atWork);
                InterlockedMax(ref most, now);
                Thread.SpinWait(200);
                Interlocked.Decrement(ref atWork);
                await Task.Yield();
            }

            Interlocked.Increment(ref done);
        }, CancellationToken.None))).WaitAsync(Patience);
        Assert.Equal(2_000, done);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task What_fails_fails_for_itself_alone()
    {
        var room = new Workroom(1);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => room.WorkAsync("a", () => throw new InvalidOperationException(), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidOperationException>(() => room.WorkAsync("a", async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException();
        }, CancellationToken.None));
        var done = false;
        await room.WorkAsync("a", () =>
        {
            done = true;
            return Task.CompletedTask;
        }, CancellationToken.None).WaitAsync(Patience);
        Assert.True(done);
    }

    [Fact]
    public async Task What_is_asked_by_one_who_went_away_meanwhile_is_not_begun()
    {
        var room = new Workroom(1);
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        using var gone = new CancellationTokenSource();
        var first = room.WorkAsync("a", () =>
        {
            begun.Set();
            gate.Wait(Patience);
            return Task.CompletedTask;
        }, CancellationToken.None);
        Assert.True(begun.Wait(Patience));
        var (wasBegun, cameBack) = (false, false);
        var second = room.WorkAsync("b", () =>
        {
            wasBegun = true;
            return Task.CompletedTask;
        }, gone.Token);
        await gone.CancelAsync();
        gate.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Patience));
        await first.WaitAsync(Patience);
        await room.WorkAsync("b", () =>
        {
            cameBack = true;
            return Task.CompletedTask;
        }, CancellationToken.None).WaitAsync(Patience);
        Assert.False(wasBegun);
        Assert.True(cameBack);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var known = Volatile.Read(ref most); known < now; known = Volatile.Read(ref most))
            Interlocked.CompareExchange(ref most, now, known);
    }
}
