using System.Diagnostics.CodeAnalysis;
using Metrics.Answering.Publications;
using Metrics.Api.Security;

namespace Metrics.Api.Bodies;

/// <summary>Caches answers by the raw request, so that an equal request costs no parsing, planning or hashing.</summary>
internal sealed class ReadyAnswers(PublicationFeed publications, TimeProvider clock, long maxBytes)
{
    private const int Most = 4096;

    private readonly ByRequest<ReadyResponse> _answers = new(publications, Most, maxBytes);
    private long _hits;

    /// <summary>Number of answers found so far.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>The answer of an earlier equal request, if nothing has changed since and the caller is allowed to have it.</summary>
    public bool TryFind(RequestKey request, Caller caller, [NotNullWhen(true)] out ReadyResponse? answer)
    {
        var now = clock.GetUtcNow();
        if (_answers.TryFind(request, out answer) && answer.HoldsAt(now) && caller.May(answer.Needs))
        {
            answer.Asked(now);
            Interlocked.Increment(ref _hits);
            return true;
        }

        answer = null;
        return false;
    }

    /// <summary>True when an answer is kept for circumstances that are current or about to come.</summary>
    public bool Has(RequestKey.Kept request, Circumstances circumstances) => _answers.Has(request, circumstances);

    /// <summary>From now on also accepts answers for circumstances that are about to come.</summary>
    public void Expect(Circumstances coming) => _answers.Expect(coming);

    /// <summary>Keeps an answer that was made under these circumstances; drops it when they have changed since.</summary>
    public void Keep(RequestKey.Kept request, ReadyResponse answer, Circumstances made) =>
        _answers.Keep(request, answer, answer.Bytes, made);
}
