namespace Metrics.Answering.Admission;

/// <summary>How many statements may be at work in each lane, and how long they wait for a place.</summary>
public sealed record LaneSettings
{
    /// <summary>Statements at work in the quick lane.</summary>
    public int Quick { get; init; } = 5;

    /// <summary>Statements at work in the heavy lane: about as many as the database has cores.</summary>
    public int Heavy { get; init; } = 2;

    /// <summary>Streams open at once.</summary>
    public int Streams { get; init; } = 8;

    /// <summary>Statements at work that no caller waits for.</summary>
    public int Background { get; init; } = 1;

    /// <summary>
    /// Questions that are resolved and planned at once: half of the cores, so that answers that are ready and requests that come find one
    /// free.
    /// </summary>
    public int Planning { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>
    /// A statement that has run so long in the quick lane goes on in the heavy one, or, when that is full, is stopped and waits there.
    /// Infinite: there is only the quick lane.
    /// </summary>
    public TimeSpan HeavyAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The same for a statement whose like was quick whenever it was measured: on a busy machine anything takes long once, and waiting
    /// behind heavy ones would make it so.
    /// </summary>
    public TimeSpan HeavyEvenIfQuickAfter => HeavyAfter * 4;

    /// <summary>What took less than this is known to be quick.</summary>
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

    // Nobody is kept waiting by what waits in the background.
    internal TimeSpan WaitIn(Lane lane) => lane switch
    {
        Lane.Quick or Lane.Planning => QuickWait,
        Lane.Heavy => HeavyWait,
        Lane.Stream => StreamWait,
        _ => Timeout.InfiniteTimeSpan,
    };
}
