using Metrics.Answering.Answers;

namespace Metrics.Answering.Asking;

/// <summary>A question that can be run.</summary>
public sealed class PlannedQuestion
{
    internal PlannedQuestion(PreparedQuery prepared, Preparation? preparation, TimeSpan planning) =>
        (Prepared, Preparation, Planning) = (prepared, preparation, planning);

    /// <summary>The question with the key of its answer.</summary>
    public PreparedQuery Prepared { get; }

    /// <summary>The question with everything found while preparing it; null when it was planned before.</summary>
    internal Preparation? Preparation { get; }

    /// <summary>How long it took to plan it now.</summary>
    internal TimeSpan Planning { get; }

    /// <summary>A question that was planned before and is still valid.</summary>
    public static PlannedQuestion Before(PreparedQuery prepared) => new(prepared, null, TimeSpan.Zero);
}
