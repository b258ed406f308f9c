namespace Metrics.Answering.Admission;

/// <summary>On whose account statements run, and how much that caller may have of the engine.</summary>
/// <param name="Caller">Who it is; lanes take turns between callers by this name.</param>
public sealed record EngineAccount(string Caller)
{
    /// <summary>Whoever runs this process: no limits.</summary>
    public static EngineAccount Owner { get; } = new("owner");

    /// <summary>
    /// Work that no caller waits for, in a lane of its own. It is begun one by one: whoever asks the same meanwhile joins the run that is
    /// under way, and must not wait in this lane for others.
    /// </summary>
    public static EngineAccount Background { get; } = new("background") { Lane = Admission.Lane.Background };

    /// <summary>Statements at work at once; more wait.</summary>
    public int AtOnce { get; init; } = int.MaxValue;

    /// <summary>Streams open at once; more wait.</summary>
    public int Streams { get; init; } = int.MaxValue;

    /// <summary>Statements that may wait in one lane; more are refused.</summary>
    public int LongestQueue { get; init; } = int.MaxValue;

    /// <summary>The lane of all its statements; null when each statement goes where it belongs.</summary>
    public Lane? Lane { get; init; }

    /// <summary>What it may use of the engine over time; null for as much as there is.</summary>
    public EngineBudget? Budget { get; init; }
}
