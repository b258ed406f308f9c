namespace Metrics.Answering.Admission;

/// <summary>How many statements may run in each lane, and how long they wait for a place.</summary>
public sealed record LaneSettings
{
    /// <summary>Statements at work in the quick lane.</summary>
    public int Quick { get; init; } = 5;

    /// <summary>Statements at work in the heavy lane: about as many as the database has cores.</summary>
    public int Heavy { get; init; } = 2;

    /// <summary>Streams open at the same time.</summary>
    public int Streams { get; init; } = 8;

    /// <summary>Statements at work that no caller waits for.</summary>
    public int Background { get; init; } = 1;

    /// <summary>
    /// Questions that are resolved and planned at the same time: half of the cores, so that ready answers and new requests find a core
    /// free.
    /// </summary>
    public int Planning { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// A statement that has run this long in the quick lane moves to the heavy one; if that is full, it is stopped and waits there to run
    /// again. Infinite means that there is only the quick lane.
    /// </summary>
    public TimeSpan HeavyAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The same for a statement whose shape was quick whenever it was measured: on a busy machine any statement may take long once, and
    /// waiting behind heavy ones would make it slow.
    /// </summary>
    public TimeSpan HeavyEvenIfQuickAfter => HeavyAfter * 4;

    /// <summary>A statement that took less than this is known to be quick.</summary>
    public TimeSpan QuickBelow => HeavyAfter / 5;

    /// <summary>How long a statement waits for a place in the quick lane.</summary>
    public TimeSpan QuickWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement waits for a place in the heavy lane.</summary>
    public TimeSpan HeavyWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stream waits for its place.</summary>
    public TimeSpan StreamWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>All places together: the connections that an engine needs.</summary>
    public int Places => Quick + Heavy + Streams + Background;

    /// <summary>One lane for all statements, for a process that has no callers to keep apart.</summary>
    public static LaneSettings Single(int places) => new()
    {
        Quick = places, Heavy = 0, Streams = 0, Background = 0, Planning = places, HeavyAfter = Timeout.InfiniteTimeSpan,
    };

    internal int PlacesOf(Lane lane) => lane switch
    {
        Lane.Quick => Quick,
        Lane.Heavy => Heavy,
        Lane.Stream => Streams,
        Lane.Planning => Planning,
        _ => Background,
    };

    // Background work may wait without end, since no caller waits for it.
    internal TimeSpan WaitIn(Lane lane) => lane switch
    {
        Lane.Quick or Lane.Planning => QuickWait,
        Lane.Heavy => HeavyWait,
        Lane.Stream => StreamWait,
        _ => Timeout.InfiniteTimeSpan,
    };
}
