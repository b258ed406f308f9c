namespace Metrics.Engines.DuckDb;

/// <summary>What DuckDB may use. The limits are the process's: all files and statements share them.</summary>
public sealed record DuckDbSettings
{
    /// <summary>The one folder whose files it may read, and where it puts what does not fit into memory.</summary>
    public required string Folder { get; init; }

    /// <summary>Memory in MiB; what does not fit goes to the folder.</summary>
    public int MemoryMiB { get; init; } = 1024;

    /// <summary>Threads for all statements together.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
