using Metrics.Answering.Answers;

namespace Metrics.Answering.Asking;

/// <summary>A question with its answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">Its answer.</param>
/// <param name="Counted">Counts how often it is asked; null when that is not counted.</param>
public sealed record Answered(Question Question, Answer Answer, AskedQuestion? Counted);
