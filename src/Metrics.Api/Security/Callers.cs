using Metrics.Api.Answers;
using Metrics.Api.Limits;
using Metrics.Domain.Access;
using Metrics.Semantic.Answers;

namespace Metrics.Api.Security;

/// <summary>Makes callers: of keys, and the one of this machine that needs none.</summary>
internal sealed class Callers(AnswerSettings answers, LimitSettings limits, TimeProvider clock)
{
    // What changes something, and what shows more than answers, needs a key: that a caller is on this machine cannot be proved.
    private const AccessScopes OfThisMachine = AccessScopes.Query | AccessScopes.Catalog;

    /// <summary>Whoever is on this machine; its requests are not counted, since nobody else can make them.</summary>
    public Caller Anonymous => field ??= new(
        new Principal("anonymous", "anonymous", OfThisMachine, default, default), answers.Limits, answers.Streaming, requests: null, concurrentQueries: int.MaxValue);

    public Caller Of(KeyRow row)
    {
        var rate = row.RequestsPerSecond ?? limits.RequestsPerSecond;
        return new(
            row.ToPrincipal(),
            Within(answers.Limits, row),
            Within(answers.Streaming, row),
            new TokenBucket(rate, 2.0 * rate, clock),
            row.ConcurrentQueries ?? limits.ConcurrentQueries);
    }
    // A key's own limits are its own; they raise nothing that is so for everybody.
    private static AnswerLimits Within(AnswerLimits usual, KeyRow row) => new(
        Math.Min(row.MaxRows ?? int.MaxValue, usual.MaxRows),
        Math.Min(row.MaxBytes ?? long.MaxValue, usual.MaxBytes),
        row.TimeoutSeconds is { } seconds && TimeSpan.FromSeconds(seconds) < usual.Timeout ? TimeSpan.FromSeconds(seconds) : usual.Timeout);
}
