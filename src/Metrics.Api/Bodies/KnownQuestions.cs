using Metrics.Answering.Answers;
using Metrics.Answering.Asking;
using Metrics.Answering.Publications;
using Metrics.Api.Formats;

namespace Metrics.Api.Bodies;

/// <summary>
/// Caches questions by the raw request. Questions are small where answers are large: a process that has too little memory for the answers,
/// or finds them in Redis, still parses, resolves and plans each question only once while nothing changes.
/// </summary>
internal sealed class KnownQuestions(PublicationFeed publications, ReadyRoutes routes, TimeProvider clock)
{
    private const int Most = 4096;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly ByRequest<KnownQuestion> _questions = new(publications, Most, MaxBytes);

    /// <summary>The question of an earlier equal request; null when there was none, or something has changed since.</summary>
    public KnownQuestion? Find(HttpContext context, ReadOnlySpan<byte> body) =>
        routes.AreKept(context.Request) && _questions.TryFind(ReadyRoutes.KeyOf(context, body), out var known)
        && known.Day?.HoldsAt(clock.GetUtcNow()) != false
            ? known
            : null;

    /// <summary>From now on also accepts questions for circumstances that are about to come.</summary>
    public void Expect(Circumstances coming) => _questions.Expect(coming);

    /// <summary>Keeps a question that was read under these circumstances; drops it when they have changed since.</summary>
    public void Keep(RequestKey.Kept request, KnownQuestion question, Circumstances made) =>
        _questions.Keep(request, question, question.Prepared.Bytes, made);
}

/// <summary>What a request asked, and everything known of its answer except the rows.</summary>
/// <param name="Question">The question; valid for every caller of the audience that asked it.</param>
/// <param name="Form">Format, layout, numbers.</param>
/// <param name="Prepared">The question's plan and statement.</param>
/// <param name="Tag">The tag of its body.</param>
/// <param name="Text">The question as it was sent.</param>
/// <param name="Asked">Counts how often it is asked; null when that is not counted.</param>
/// <param name="Day">The day that words such as "yesterday" were resolved on, with its time zone; null when the question has no such
/// words.</param>
internal sealed record KnownQuestion(
    Question Question, BodyForm Form, PreparedQuery Prepared, string Tag, string Text, AskedQuestion? Asked, AskedOn? Day);
