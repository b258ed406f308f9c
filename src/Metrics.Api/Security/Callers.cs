using Metrics.Answering.Admission;
using Metrics.Api.Limits;
using Metrics.Domain.Access;

namespace Metrics.Api.Security;

/// <summary>Makes callers: of keys, and the one of this machine that needs none.</summary>
internal sealed class Callers(AnswerSettings answers, LimitSettings limits, TimeProvider clock)
{
    // What changes something, and what shows more than answers, needs a key: that a caller is on this machine cannot be proved.
    private const AccessScopes OfThisMachine = AccessScopes.Query | AccessScopes.Catalog;

    /// <summary>Whoever is on this machine; not its requests are counted, but what of them has to be computed.</summary>
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

    // A key's own limits are its own; they raise nothing that is so for everybody.
    private static AnswerLimits Within(AnswerLimits usual, KeyRow row) => new(
        Math.Min(row.MaxRows ?? int.MaxValue, usual.MaxRows),
        Math.Min(row.MaxBytes ?? long.MaxValue, usual.MaxBytes),
        row.TimeoutSeconds is { } seconds && TimeSpan.FromSeconds(seconds) < usual.Timeout ? TimeSpan.FromSeconds(seconds) : usual.Timeout);
}
