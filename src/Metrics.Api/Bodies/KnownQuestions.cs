using Metrics.Answering.Publications;

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
