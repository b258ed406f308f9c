using Metrics.Answering.Admission;
using Metrics.Answering.Publications;
using Metrics.Domain.Access;

namespace Metrics.Answering.Asking;

/// <summary>The one way in, whichever door a request came through.</summary>
/// <param name="layer">Plans and answers.</param>
/// <param name="publications">Knows which publication is here, and waits for others.</param>
/// <param name="counting">Counts what is asked.</param>
/// <param name="clock">The time.</param>
public sealed class Ask(SemanticLayer layer, PublicationFeed publications, AskedQuestions counting, TimeProvider clock)
{
    /// <summary>
    /// Begins with a request: all its questions are of the publication that is here now and of this moment, and their time begins.
    /// </summary>
    /// <param name="asker">Who asks.</param>
    /// <param name="aborted">The asker went away.</param>
    public AskSession Begin(Asker asker, CancellationToken aborted) => new(layer, publications, counting, clock, asker, aborted);
}

/// <summary>Who asks, as far as answers depend on it.</summary>
/// <param name="Principal">Whom policies hold.</param>
/// <param name="Limits">What one answer may cost, and on whose account.</param>
/// <param name="Streaming">What one answer may cost that is sent while it is read.</param>
/// <param name="Audience">Those of one audience get the same bytes: the same standing before every policy, and the same limits.</param>
public sealed record Asker(Principal Principal, AnswerLimits Limits, AnswerLimits Streaming, string Audience);
