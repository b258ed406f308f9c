namespace Metrics.Answering.Admission;

/// <summary>Where a statement waits and runs. Each lane has a fixed number of places and lends none to the others.</summary>
public enum Lane
{
    /// <summary>Statements that are quick, or not known to be heavy yet.</summary>
    Quick,

    /// <summary>Statements that take long.</summary>
    Heavy,

    /// <summary>Answers sent while they are read; until their first rows they also hold a place in the quick or heavy lane.</summary>
    Stream,

    /// <summary>Work that no caller waits for.</summary>
    Background,

    /// <summary>Resolving and planning a question, which do not use the engine but keep a core of this process busy.</summary>
    Planning,
}
