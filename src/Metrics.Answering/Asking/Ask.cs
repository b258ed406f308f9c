using Metrics.Answering.Publications;

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
