using System.Globalization;
using Metrics.Domain.Diagnostics;

namespace Metrics.Answering.Admission;

/// <summary>
/// Gives out the places of the lanes. In each lane callers take turns: one with a hundred statements delays another by one statement.
/// </summary>
internal sealed class TurnQueues
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly LaneSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TurnTaker> _askers = new(StringComparer.Ordinal);
    private readonly Round[] _rounds;

    public TurnQueues(LaneSettings settings, TimeProvider clock) =>
        (_settings, _clock, _rounds) = (settings, clock, [.. Enum.GetValues<Lane>().Select(l => new Round(l, settings.PlacesOf(l)))]);

    /// <summary>How many statements run, and how many wait, in a lane now.</summary>
    public (int AtWork, int Waiting) StateOf(Lane lane)
    {
        lock (_lock)
            return (_rounds[(int)lane].AtWork, _askers.Values.Sum(a => a.WaitingIn(lane).Count));
    }

    /// <summary>
    /// Waits for a place in a lane, as long as the lane's setting allows; refused after that, or when too many of this caller's statements
    /// wait already.
    /// </summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<Outcome<Turn>> TakeAsync(Lane lane, EngineAccount account, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var waiter = new Waiter(account);
        TurnTaker asker;
        lock (_lock)
        {
            asker = AskerOf(account.Caller);
            if (asker.WaitingIn(lane).Count >= account.LongestQueue)
                return Outcome<Turn>.Refused(QueueFull(lane, account));
            asker.WaitingIn(lane).AddLast(waiter);
            if (asker.Rounds.Add(lane))
                _rounds[(int)lane].Callers.Enqueue(asker);
            Grant(_rounds[(int)lane]);
        }

        if (waiter.Granted.Task.IsCompletedSuccessfully)
            return Outcome<Turn>.Of(await waiter.Granted.Task);
        using var patience = new CancellationTokenSource(_settings.WaitIn(lane), _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return Outcome<Turn>.Of(await waiter.Granted.Task.WaitAsync(either.Token));
        }
        catch (OperationCanceledException)
        {
            if (Withdraw(asker, lane, waiter) is { } refusal)
            {
                ct.ThrowIfCancellationRequested();
                return Outcome<Turn>.Refused(refusal);
            }

            // The place was granted at the same moment.
            var turn = await waiter.Granted.Task;
            if (!ct.IsCancellationRequested)
                return Outcome<Turn>.Of(turn);
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Moves a turn to the heavy lane, if that has a place.</summary>
    public bool TryBecomeHeavy(Turn turn)
    {
        lock (_lock)
        {
            var (from, to) = (_rounds[(int)turn.Lane], _rounds[(int)Lane.Heavy]);
            if (turn.Lane != Lane.Quick || to.AtWork >= to.Places)
                return false;
            (from.AtWork, to.AtWork) = (from.AtWork - 1, to.AtWork + 1);
            turn.TurnTaker.Ends(Lane.Quick);
            turn.TurnTaker.Begins(Lane.Heavy);
            (turn.Lane, turn.IsCrowded) = (Lane.Heavy, IsCrowded(to));
            Grant(from);
            return true;
        }
    }

    public void End(Turn turn)
    {
        lock (_lock)
        {
            var round = _rounds[(int)turn.Lane];
            round.AtWork--;
            round.Learn(_clock.GetElapsedTime(turn.Began));
            turn.TurnTaker.Ends(turn.Lane);
            // Its caller may have been waiting at its own limit, in any lane.
            foreach (var each in _rounds)
                Grant(each);
            Forget(turn.TurnTaker);
        }
    }

    // Methods from here on run under the lock; Withdraw takes it.
    private void Grant(Round round)
    {
        for (var left = round.Callers.Count; left > 0 && round.AtWork < round.Places; left--)
        {
            var asker = round.Callers.Dequeue();
            var waiting = asker.WaitingIn(round.Lane);
            if (waiting.First is not { } first)
            {
                asker.Rounds.Remove(round.Lane);
                continue;
            }

            round.Callers.Enqueue(asker);
            if (asker.IsAtItsOwnLimit(round.Lane, first.Value.Account))
                continue;
            waiting.RemoveFirst();
            round.AtWork++;
            asker.Begins(round.Lane);
            first.Value.Granted.SetResult(new Turn(this, asker, round.Lane, IsCrowded(round), _clock.GetTimestamp()));
            left = round.Callers.Count + 1;
        }
    }

    // Background work may use all cores while no caller's heavy question needs them: the sooner an answer is warmed, the fewer callers miss
    // it.
    private bool IsCrowded(Round round) => round.Lane switch
    {
        Lane.Background => _rounds[(int)Lane.Heavy].AtWork > 0,
        Lane.Heavy => round.AtWork > 1,
        _ => false,
    };

    private Diagnostic? Withdraw(TurnTaker asker, Lane lane, Waiter waiter)
    {
        lock (_lock)
        {
            if (!asker.WaitingIn(lane).Remove(waiter))
                return null;
            var refusal = asker.IsAtItsOwnLimit(lane, waiter.Account) ? OwnLimit(lane, waiter.Account) : LaneFull(lane);
            Forget(asker);
            return refusal;
        }
    }

    private TurnTaker AskerOf(string caller)
    {
        if (!_askers.TryGetValue(caller, out var asker))
            _askers.Add(caller, asker = new TurnTaker(caller));
        return asker;
    }

    private void Forget(TurnTaker asker)
    {
        if (asker.IsIdle && _askers.TryGetValue(asker.Caller, out var current) && current == asker)
            _askers.Remove(asker.Caller);
    }

    private static Diagnostic QueueFull(Lane lane, EngineAccount account) => Refusal(
        DiagnosticCode.TooManyRequests,
        $"this caller has too many {Words(lane)} running: {account.LongestQueue} more are waiting already",
        ShortestRetry);

    private Diagnostic OwnLimit(Lane lane, EngineAccount account) => Refusal(
        DiagnosticCode.TooManyRequests,
        lane == Lane.Stream
            ? $"this caller has all its {account.Streams} streams open, and none of them ended in {Seconds(lane)} s"
            : $"this caller has all its {account.AtOnce} questions running, and this one waited {Seconds(lane)} s for its turn",
        RetryIn(lane));

    private Diagnostic LaneFull(Lane lane) => Refusal(
        lane switch
        {
            Lane.Heavy => DiagnosticCode.HeavyLaneFull,
            Lane.Stream => DiagnosticCode.StreamLaneFull,
            _ => DiagnosticCode.QuickLaneFull,
        },
        $"{(lane == Lane.Planning ? "this service" : "the warehouse")} is busy: none of {_settings.PlacesOf(lane)} places in the lane "
        + $"for {Words(lane)} came free in {Seconds(lane)} s",
        RetryIn(lane));

    private static Diagnostic Refusal(DiagnosticCode code, FormattableString message, TimeSpan retry) =>
        new(code, message.ToString(CultureInfo.InvariantCulture), Hint: "wait as long as Retry-After says") { RetryAfter = retry };

    private static Diagnostic Refusal(DiagnosticCode code, string message, TimeSpan retry) =>
        new(code, message, Hint: "wait as long as Retry-After says") { RetryAfter = retry };

    private string Seconds(Lane lane) => _settings.WaitIn(lane).TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Words(Lane lane) => lane switch
    {
        Lane.Heavy => "heavy questions",
        Lane.Stream => "streams",
        Lane.Background => "background work",
        Lane.Planning => "questions to plan",
        _ => "questions",
    };

    // The expected time until all statements that wait now have had their turn.
    private TimeSpan RetryIn(Lane lane)
    {
        var round = _rounds[(int)lane];
        var waiting = _askers.Values.Sum(a => a.WaitingIn(lane).Count) + 1;
        var seconds = Math.Ceiling(round.SecondsEach * waiting / Math.Max(1, round.Places));
        return TimeSpan.FromSeconds(Math.Clamp(seconds, ShortestRetry.TotalSeconds, LongestRetry.TotalSeconds));
    }

    private sealed class Round(Lane lane, int places)
    {
        private const double Newest = 0.2;

        public Lane Lane => lane;

        public int Places => places;

        public int AtWork { get; set; }

        /// <summary>Callers with something waiting, the next one first.</summary>
        public Queue<TurnTaker> Callers { get; } = [];

        /// <summary>The moving average of how long a turn takes.</summary>
        public double SecondsEach { get; private set; }

        public void Learn(TimeSpan took) => SecondsEach += (took.TotalSeconds - SecondsEach) * Newest;
    }
}

/// <summary>A place in a lane, until it is disposed of.</summary>
internal sealed class Turn : IDisposable
{
    private readonly TurnQueues _queues;
    private int _ended;

    public Turn(TurnQueues queues, TurnTaker asker, Lane lane, bool isCrowded, long began) =>
        (_queues, TurnTaker, Lane, IsCrowded, Began) = (queues, asker, lane, isCrowded, began);

    public TurnTaker TurnTaker { get; }

    /// <summary>The lane it is in; a quick turn may have become heavy.</summary>
    public Lane Lane { get; set; }

    /// <summary>True when it shares the database's cores with other heavy work, so that it should not use several.</summary>
    public bool IsCrowded { get; set; }

    public long Began { get; set; }

    /// <summary>Moves to the heavy lane, if that has a place.</summary>
    public bool TryBecomeHeavy() => Lane == Lane.Heavy || _queues.TryBecomeHeavy(this);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            _queues.End(this);
    }
}

/// <summary>A caller with statements running or waiting.</summary>
internal sealed class TurnTaker(string caller)
{
    private static readonly int Lanes = Enum.GetValues<Lane>().Length;

    private readonly LinkedList<Waiter>[] _waiting = [.. Enumerable.Range(0, Lanes).Select(_ => new LinkedList<Waiter>())];
    private readonly int[] _atWork = new int[Lanes];

    public string Caller => caller;

    /// <summary>Lanes whose round includes this caller.</summary>
    public HashSet<Lane> Rounds { get; } = [];

    public LinkedList<Waiter> WaitingIn(Lane lane) => _waiting[(int)lane];

    public void Begins(Lane lane) => _atWork[(int)lane]++;

    public void Ends(Lane lane) => _atWork[(int)lane]--;

    public bool IsIdle => _atWork.All(n => n == 0) && _waiting.All(w => w.Count == 0);

    // A caller's limit counts its quick and heavy statements together.
    public bool IsAtItsOwnLimit(Lane lane, EngineAccount account) => lane switch
    {
        Lane.Stream => _atWork[(int)Lane.Stream] >= account.Streams,
        Lane.Background or Lane.Planning => false,
        _ => _atWork[(int)Lane.Quick] + _atWork[(int)Lane.Heavy] >= account.AtOnce,
    };
}

/// <summary>A statement that waits for its turn.</summary>
internal sealed class Waiter(EngineAccount account)
{
    public EngineAccount Account => account;

    public TaskCompletionSource<Turn> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
