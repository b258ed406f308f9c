using Metrics.Answering.Answers;

namespace Metrics.Answering.Asking;

/// <summary>A question that can be run.</summary>
public sealed class PlannedQuestion
{
    internal PlannedQuestion(PreparedQuery prepared, Preparation? preparation, TimeSpan planning) =>
        (Prepared, Preparation, Planning) = (prepared, preparation, planning);

    /// <summary>The question, and what its answer is known by.</summary>
    public PreparedQuery Prepared { get; }

    /// <summary>With all that was found out on the way; null when it was planned before.</summary>
    internal Preparation? Preparation { get; }

    /// <summary>How long it took to plan it now.</summary>
    internal TimeSpan Planning { get; }

    /// <summary>One that was planned before, and still holds.</summary>
    public static PlannedQuestion Before(PreparedQuery prepared) => new(prepared, null, TimeSpan.Zero);
}
