using Metrics.Semantic.Engine;

namespace Metrics.Answering.Answers;

/// <summary>An answer whose rows are handed on while they are read; whoever has it disposes of the rows.</summary>
/// <param name="Rows">The rows, some thousand at a time.</param>
/// <param name="Key">The key of the answer that these are the rows of, as <see cref="Answer.Key"/> is.</param>
/// <param name="Meta">What the answer says of itself, as far as that is known without its rows.</param>
/// <param name="Timing">Where the time went until the first rows were there.</param>
public sealed record AnswerStream(RowStream Rows, string Key, AnswerMeta Meta, AnswerTiming Timing);
