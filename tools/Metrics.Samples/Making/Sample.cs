namespace Metrics.Samples.Making;

/// <summary>Made-up source files of one pack: of a size in units of a normal business, the same for a seed every time.</summary>
internal sealed record Sample(string Pack, string Description, WriteSample Write)
{
    /// <summary>The file that is moved into place last, so that where it is all are.</summary>
    public required string LastFile { get; init; }

    /// <summary>The environment variable that says where the pack's files are, when they are not samples.</summary>
    public string FolderVariable => $"{Pack.ToUpperInvariant()}_DATA";
}

/// <summary>Writes all files of a sample, or none, and says how much it wrote.</summary>
internal delegate Task<string> WriteSample(string folder, decimal scale, ulong seed, CancellationToken ct);
