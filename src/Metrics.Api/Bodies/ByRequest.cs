using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Metrics.Semantic.Publications;

namespace Metrics.Api.Bodies;

/// <summary>Values by the request as it came, so that an equal one need not be read again. All are thrown away when circumstances change.</summary>
internal sealed class ByRequest<TValue>(PublicationFeed publications, int most, long maxBytes)
    where TValue : class
{
    // Target, headers and entry, near enough.
    private const int Overhead = 1024;

    private volatile Era _era = new(default);

    /// <summary>The value kept for an equal request, if nothing has changed since.</summary>
    public bool TryFind(RequestKey request, [NotNullWhen(true)] out TValue? value)
    {
        var era = _era;
        if (era.ByRequest.TryGetValue(request, out value) && era.Circumstances == Now())
            return true;
        value = null;
        return false;
    }

    /// <summary>Keeps a value that was made while circumstances were these; not when they changed meanwhile.</summary>
    public void Keep(RequestKey.Kept request, TValue value, long bytes, Circumstances made)
    {
        if (made != Now() || bytes > maxBytes / 8)
            return;
        var era = _era;
        if (era.Circumstances != made || era.Values.Count >= most || Interlocked.Read(ref era.Bytes) > maxBytes)
            _era = era = new Era(made);
        if (era.Values.TryAdd(request, value))
            Interlocked.Add(ref era.Bytes, bytes + Overhead + request.Body.Length);
        else
            era.Values[request] = value;
    }

    private Circumstances Now() => Circumstances.Of(publications.Take());

    private sealed class Era
    {
        public long Bytes;

        public Era(Circumstances circumstances)
        {
            Circumstances = circumstances;
            Values = new(new RequestKey.Comparer());
            ByRequest = Values.GetAlternateLookup<RequestKey>();
        }

        public Circumstances Circumstances { get; }

        public ConcurrentDictionary<RequestKey.Kept, TValue> Values { get; }

        public ConcurrentDictionary<RequestKey.Kept, TValue>.AlternateLookup<RequestKey> ByRequest { get; }
    }
}
