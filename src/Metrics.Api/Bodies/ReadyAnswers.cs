using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Metrics.Semantic.Publications;

namespace Metrics.Api.Bodies;

/// <summary>Answers by the request as it came, so that asking again costs no parsing, planning or hashing. All are thrown away when circumstances change.</summary>
internal sealed class ReadyAnswers(PublicationFeed publications, TimeProvider clock, long maxBytes)
{
    private const int Most = 4096;

    // Target, headers and entry, near enough.
    private const int Overhead = 1024;

    private volatile Era _era = new(default);
    private long _hits;

    /// <summary>Answers found so far.</summary>
    public long Hits => Interlocked.Read(ref _hits);

    /// <summary>The answer of an equal request before, if nothing has changed since.</summary>
    public bool TryFind(RequestKey request, [NotNullWhen(true)] out ReadyAnswer? answer)
    {
        var era = _era;
        if (era.ByRequest.TryGetValue(request, out answer) && era.Circumstances == Now() && answer.HoldsAt(clock.GetUtcNow()))
        {
            Interlocked.Increment(ref _hits);
            return true;
        }

        answer = null;
        return false;
    }

    /// <summary>Keeps an answer that was made while circumstances were these; not when they changed meanwhile.</summary>
    public void Keep(RequestKey.Kept request, ReadyAnswer answer, Circumstances made)
    {
        if (made != Now() || answer.Bytes > maxBytes / 8)
            return;
        var era = _era;
        if (era.Circumstances != made || era.Answers.Count >= Most || Interlocked.Read(ref era.Bytes) > maxBytes)
            _era = era = new Era(made);
        if (era.Answers.TryAdd(request, answer))
            Interlocked.Add(ref era.Bytes, answer.Bytes + Overhead + request.Body.Length);
        else
            era.Answers[request] = answer;
    }

    private Circumstances Now() => Circumstances.Of(publications.Take());

    private sealed class Era
    {
        public long Bytes;

        public Era(Circumstances circumstances)
        {
            Circumstances = circumstances;
            Answers = new(new RequestKey.Comparer());
            ByRequest = Answers.GetAlternateLookup<RequestKey>();
        }

        public Circumstances Circumstances { get; }

        public ConcurrentDictionary<RequestKey.Kept, ReadyAnswer> Answers { get; }

        public ConcurrentDictionary<RequestKey.Kept, ReadyAnswer>.AlternateLookup<RequestKey> ByRequest { get; }
    }
}
