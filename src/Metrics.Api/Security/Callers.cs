using Metrics.Answering.Admission;
using Metrics.Api.Limits;
using Metrics.Domain.Access;

namespace Metrics.Api.Security;

/// <summary>Creates callers: one for each key, and the one without a key for this machine.</summary>
internal sealed class Callers(AnswerSettings answers, LimitSettings limits, TimeProvider clock)
{
    // Being on this machine cannot be proved. So changing anything, and seeing more than answers and the catalog, needs a key.
    private const AccessScopes OfThisMachine = AccessScopes.Query | AccessScopes.Catalog;

    /// <summary>The caller without a key. Its requests are not counted; its cache misses and engine time are.</summary>
    public Caller Anonymous => field ??= Anybody();

    public Caller Of(KeyRow row)
    {
        var rate = row.RequestsPerSecond ?? limits.RequestsPerSecond;
        var account = AccountOf(row.Id, row.ConcurrentQueries ?? limits.ConcurrentQueries);
        return new(
            row.ToPrincipal(),
            Within(answers.Limits, row) with { Account = account },
            Within(answers.Streaming, row) with { Account = account },
            new TokenBucket(rate, 2.0 * rate, clock));
    }

    private Caller Anybody()
    {
        var account = AccountOf("anonymous", limits.Anonymous.ConcurrentQueries) with
        {
            Budget = new EngineBudget(limits.Anonymous.MissesPerSecond, limits.Anonymous.EngineSeconds, clock),
        };
        return new(
            new Principal("anonymous", "anonymous", OfThisMachine, default, default),
            answers.Limits with { Account = account },
            answers.Streaming with { Account = account },
            requests: null);
    }

    private EngineAccount AccountOf(string caller, int atOnce) => new(caller)
    {
        AtOnce = atOnce, Streams = Math.Min(atOnce, limits.StreamsPerCaller), LongestQueue = LimitSettings.LongestQueue,
    };

    // A key may lower limits, never raise them.
    private static AnswerLimits Within(AnswerLimits usual, KeyRow row) => new(
        Math.Min(row.MaxRows ?? int.MaxValue, usual.MaxRows),
        Math.Min(row.MaxBytes ?? long.MaxValue, usual.MaxBytes),
        row.TimeoutSeconds is { } seconds && TimeSpan.FromSeconds(seconds) < usual.Timeout ? TimeSpan.FromSeconds(seconds) : usual.Timeout);
}
