using Metrics.Answering.Admission;
using Metrics.Answering.Publications;
using Metrics.Domain.Access;

namespace Metrics.Answering.Asking;

/// <summary>Where every request enters, whichever door it came through.</summary>
/// <param name="layer">Plans and answers.</param>
/// <param name="publications">Knows which publication is here, and waits for others.</param>
/// <param name="counting">Counts what is asked.</param>
/// <param name="clock">The time.</param>
public sealed class Ask(SemanticLayer layer, PublicationFeed publications, AskedQuestions counting, TimeProvider clock)
{
    /// <summary>Begins a request: its questions share one publication, one instant and one time limit, which starts now.</summary>
    /// <param name="asker">The caller.</param>
    /// <param name="aborted">Cancelled when the caller goes away.</param>
    public AskSession Begin(Asker asker, CancellationToken aborted) => new(layer, publications, counting, clock, asker, aborted);
}

/// <summary>The caller, as far as answers depend on it.</summary>
/// <param name="Principal">The principal that policies apply to.</param>
/// <param name="Limits">What one answer may cost, and the account it is computed on.</param>
/// <param name="Streaming">What one streamed answer may cost.</param>
/// <param name="Audience">Callers of one audience get the same bytes: they have the same standing and the same limits.</param>
public sealed record Asker(Principal Principal, AnswerLimits Limits, AnswerLimits Streaming, string Audience);
