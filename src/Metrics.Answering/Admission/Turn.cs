namespace Metrics.Answering.Admission;

/// <summary>A place in a lane, until it is disposed of.</summary>
internal sealed class Turn : IDisposable
{
    private readonly TurnQueues _queues;
    private int _ended;

    public Turn(TurnQueues queues, TurnTaker asker, Lane lane, bool isCrowded, long began) =>
        (_queues, TurnTaker, Lane, IsCrowded, Began) = (queues, asker, lane, isCrowded, began);

    public TurnTaker TurnTaker { get; }

    /// <summary>Where it is; a quick one may have become heavy.</summary>
    public Lane Lane { get; set; }

    /// <summary>True when it shares the database's cores with other heavy work, so that it should not spread over several.</summary>
    public bool IsCrowded { get; set; }

    public long Began { get; set; }

    /// <summary>Goes on in the heavy lane, if there is a place.</summary>
    public bool TryBecomeHeavy() => Lane == Lane.Heavy || _queues.TryBecomeHeavy(this);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            _queues.End(this);
    }
}

/// <summary>A caller who has something at work or waiting.</summary>
internal sealed class TurnTaker(string caller)
{
    private static readonly int Lanes = Enum.GetValues<Lane>().Length;

    private readonly LinkedList<Waiter>[] _waiting = [.. Enumerable.Range(0, Lanes).Select(_ => new LinkedList<Waiter>())];
    private readonly int[] _atWork = new int[Lanes];

    public string Caller => caller;

    /// <summary>Lanes in whose round this caller is.</summary>
    public HashSet<Lane> Rounds { get; } = [];

    public LinkedList<Waiter> WaitingIn(Lane lane) => _waiting[(int)lane];

    public void Begins(Lane lane) => _atWork[(int)lane]++;

    public void Ends(Lane lane) => _atWork[(int)lane]--;

    public bool IsIdle => _atWork.All(n => n == 0) && _waiting.All(w => w.Count == 0);

    // Quick and heavy together: what a caller has at work is one number to it.
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
