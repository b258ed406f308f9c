namespace Metrics.Answering.Admission;

/// <summary>The caller on whose turn statements run, and how much of the engine that caller may use.</summary>
/// <param name="Caller">The caller's name, by which lanes take turns between callers.</param>
public sealed record EngineAccount(string Caller)
{
    /// <summary>The operator of this process: no limits.</summary>
    public static EngineAccount Owner { get; } = new("owner");

    /// <summary>
    /// Work that no caller waits for, in a separate lane. It is started one at a time: a caller who asks the same joins the run under way,
    /// and must not wait behind other background work.
    /// </summary>
    public static EngineAccount Background { get; } = new("background") { Lane = Admission.Lane.Background };

    /// <summary>Statements running at the same time; more wait.</summary>
    public int AtOnce { get; init; } = int.MaxValue;

    /// <summary>Streams open at the same time; more wait.</summary>
    public int Streams { get; init; } = int.MaxValue;

    /// <summary>Statements that may wait in one lane; more are refused.</summary>
    public int LongestQueue { get; init; } = int.MaxValue;

    /// <summary>The lane of all its statements; null when each goes to the lane that fits it.</summary>
    public Lane? Lane { get; init; }

    /// <summary>What it may use of the engine over time; null for no limit.</summary>
    public EngineBudget? Budget { get; init; }
}
