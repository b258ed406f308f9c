namespace Metrics.Answering.Admission;

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
