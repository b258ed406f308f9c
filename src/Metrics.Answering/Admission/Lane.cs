namespace Metrics.Answering.Admission;

/// <summary>Where a statement waits and runs. Each lane has its own number of places and lends none of them.</summary>
public enum Lane
{
    /// <summary>For what is quick, or not known to be heavy yet.</summary>
    Quick,

    /// <summary>For what takes long.</summary>
    Heavy,

    /// <summary>For answers that are sent while they are read, after their first rows.</summary>
    Stream,

    /// <summary>For what no caller waits for.</summary>
    Background,

    /// <summary>For what is not on the engine at all: resolving and planning a question, which keep a core of this process.</summary>
    Planning,
}
