using Metrics.Answering.Admission;
using Metrics.Domain.Access;

namespace Metrics.Answering.Asking;

/// <summary>Who asks, as far as answers depend on it.</summary>
/// <param name="Principal">Whom policies hold.</param>
/// <param name="Limits">What one answer may cost, and on whose account.</param>
/// <param name="Streaming">What one answer may cost that is sent while it is read.</param>
/// <param name="Audience">Those of one audience get the same bytes: the same standing before every policy, and the same limits.</param>
public sealed record Asker(Principal Principal, AnswerLimits Limits, AnswerLimits Streaming, string Audience);
