using Metrics.Semantic.Engine;

namespace Metrics.Answering.Answers;

/// <summary>An answer whose rows are handed on while they are read; its holder disposes of the rows.</summary>
/// <param name="Rows">The rows, some thousand at a time.</param>
/// <param name="Key">The key of the answer that these rows belong to, like <see cref="Answer.Key"/>.</param>
/// <param name="Meta">The metadata of the answer, as far as it is known without its rows.</param>
/// <param name="Timing">Where the time went until the first rows were there.</param>
public sealed record AnswerStream(RowStream Rows, string Key, AnswerMeta Meta, AnswerTiming Timing);
