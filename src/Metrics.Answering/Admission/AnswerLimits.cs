using Metrics.Semantic.Engine;

namespace Metrics.Answering.Admission;

/// <summary>What one answer may cost; part of its key.</summary>
/// <param name="MaxRows">Beyond this many rows it is refused (E330).</param>
/// <param name="MaxBytes">Beyond about this many bytes it is refused (E331).</param>
/// <param name="Timeout">Beyond this time, waiting for a turn included, the engine is asked to stop (E320).</param>
public sealed record AnswerLimits(int MaxRows, long MaxBytes, TimeSpan Timeout)
{
    /// <summary>100,000 rows, 64 MiB, 60 seconds.</summary>
    public static AnswerLimits Default { get; } = new(100_000, 64L * 1024 * 1024, TimeSpan.FromSeconds(60));

    /// <summary>The account it is computed on; not part of its key.</summary>
    public EngineAccount Account { get; init; } = EngineAccount.Owner;

    internal RowCaps Caps => new(MaxRows, MaxBytes);
}
