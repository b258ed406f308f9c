using Metrics.Answering.Publications;

namespace Metrics.Api.Bodies;

/// <summary>
/// Questions by the request as it came. They are small where answers are large: a process whose memory is too small for the answers, or
/// that finds them in Redis, still reads, resolves and plans each only once for as long as nothing changes.
/// </summary>
internal sealed class KnownQuestions(PublicationFeed publications, ReadyRoutes routes, TimeProvider clock)
{
    private const int Most = 4096;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly ByRequest<KnownQuestion> _questions = new(publications, Most, MaxBytes);

    /// <summary>The question of an equal request before; null when there was none, or something changed since.</summary>
    public KnownQuestion? Find(HttpContext context, ReadOnlySpan<byte> body) =>
        routes.AreKept(context.Request) && _questions.TryFind(ReadyRoutes.KeyOf(context, body), out var known)
        && known.Day?.HoldsAt(clock.GetUtcNow()) != false
            ? known
            : null;

    /// <summary>Takes in those for circumstances that are about to come, too.</summary>
    public void Expect(Circumstances coming) => _questions.Expect(coming);

    /// <summary>Keeps a question that was read while circumstances were these; not when they changed meanwhile.</summary>
    public void Keep(RequestKey.Kept request, KnownQuestion question, Circumstances made) =>
        _questions.Keep(request, question, question.Prepared.Bytes, made);
}
