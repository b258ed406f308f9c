using Metrics.Domain.Refreshing;

namespace Metrics.Answering.Publications;

/// <summary>Why an answer is not what it should be: <c>torn</c>, or the word of a failed attempt such as <c>source_failed</c>.</summary>
/// <param name="Code">The stable word callers may test for.</param>
/// <param name="Table">The model concerned.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record DegradedReason(string Code, string Table, DataText Detail);

/// <summary>The same, in words that the caller may read.</summary>
/// <param name="Code">The stable word callers may test for.</param>
/// <param name="Table">The model concerned.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record ToldReason(string Code, string Table, string Detail);
