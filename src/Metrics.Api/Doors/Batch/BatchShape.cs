using Metrics.Api.Formats;
using Metrics.Api.Http;

namespace Metrics.Api.Doors.Batch;

/// <summary>Several questions at once, answered from one publication.</summary>
/// <param name="Queries">
/// The questions; at most 50, each as it would be posted to /query, or a saved query by name. Their answers are JSON.
/// </param>
internal sealed record BatchShape(IReadOnlyList<BatchedQueryShape> Queries);

/// <summary>What became of each question, in their order.</summary>
/// <param name="Results">The answers or problems.</param>
internal sealed record BatchAnswerShape(IReadOnlyList<BatchItemShape> Results);

/// <summary>What became of one question.</summary>
/// <param name="Status">The status that it would have been answered with alone.</param>
/// <param name="Cache">What Cache-Status would have said; left out when there is no answer.</param>
/// <param name="Answer">The answer; left out when there is none.</param>
/// <param name="Problem">Why there is none; left out when there is.</param>
internal sealed record BatchItemShape(int Status, string? Cache, AnswerShape? Answer, Problem? Problem);
