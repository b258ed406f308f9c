using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Metrics.Answering.Publications;

namespace Metrics.Api.Bodies;

/// <summary>
/// Values by the request as it came, so that an equal one need not be read again. All are thrown away when circumstances change.
/// </summary>
internal sealed class ByRequest<TValue>(PublicationFeed publications, int most, long maxBytes)
    where TValue : class
{
    // An entry besides its texts, near enough.
    private const int Overhead = 512;

    private volatile Era _era = new(default);
    private volatile Era? _coming;

    /// <summary>The value kept for an equal request, if nothing has changed since.</summary>
    public bool TryFind(RequestKey request, [NotNullWhen(true)] out TValue? value)
    {
        if (EraOf(Now()) is { } era && era.ByRequest.TryGetValue(request, out var entry))
        {
            // By what was kept since, so that those who find the same write nothing that they share.
            var uses = Volatile.Read(ref era.Uses);
            if (entry.LastUse != uses)
                entry.LastUse = uses;
            value = entry.Value;
            return true;
        }

        value = null;
        return false;
    }

    /// <summary>True when there is one for these circumstances.</summary>
    public bool Has(RequestKey.Kept request, Circumstances circumstances) => EraOf(circumstances)?.Values.ContainsKey(request) == true;

    /// <summary>Takes in values for circumstances that are about to come, too.</summary>
    public void Expect(Circumstances coming) => _coming = new Era(coming);

    /// <summary>
    /// Keeps a value that was made while circumstances were these; not when they changed meanwhile, unless they are to come.
    /// </summary>
    public void Keep(RequestKey.Kept request, TValue value, long bytes, Circumstances made)
    {
        bytes += Overhead + request.Bytes;
        if (bytes > maxBytes / 8)
            return;
        var era = EraOf(made);
        if (era is null && made != Now())
            return;
        if (era is null)
            _era = era = new Era(made);
        var entry = new Entry(value, bytes) { LastUse = Interlocked.Increment(ref era.Uses) };
        if (era.Values.TryAdd(request, entry))
            Interlocked.Add(ref era.Bytes, entry.Bytes);
        // An answer of today in the place of yesterday's.
        else if (era.Values.TryGetValue(request, out var before) && era.Values.TryUpdate(request, entry, before))
            Interlocked.Add(ref era.Bytes, entry.Bytes - before.Bytes);
        if (era.Values.Count > most || Interlocked.Read(ref era.Bytes) > maxBytes)
            Prune(era);
    }

    // One at a time; a quarter goes at once, what was used longest ago first, so that one caller's many questions do not take all others'
    // with them.
    private void Prune(Era era)
    {
        if (Interlocked.Exchange(ref era.IsPruned, 1) == 1)
            return;
        try
        {
            var (keep, bytes) = (most * 3 / 4, maxBytes * 3 / 4);
            foreach (var (request, entry) in era.Values.ToArray().OrderBy(v => v.Value.LastUse))
            {
                if (era.Values.Count <= keep && Interlocked.Read(ref era.Bytes) <= bytes)
                    break;
                if (era.Values.TryRemove(request, out _))
                    Interlocked.Add(ref era.Bytes, -entry.Bytes);
            }
        }
        finally
        {
            Interlocked.Exchange(ref era.IsPruned, 0);
        }
    }

    // What was made beforehand is there once its time has come.
    private Era? EraOf(Circumstances circumstances)
    {
        var era = _era;
        if (era.Circumstances == circumstances)
            return era;
        if (_coming is not { } coming || coming.Circumstances != circumstances)
            return null;
        if (circumstances == Now())
            (_era, _coming) = (coming, null);
        return coming;
    }

    private Circumstances Now() => Circumstances.Of(publications.Take());

    private sealed class Entry(TValue value, long bytes)
    {
        public TValue Value => value;

        public long Bytes => bytes;

        public long LastUse { get; set; }
    }

    private sealed class Era
    {
        public long Bytes;
        public long Uses;
        public int IsPruned;

        public Era(Circumstances circumstances)
        {
            Circumstances = circumstances;
            Values = new(new RequestKey.Comparer());
            ByRequest = Values.GetAlternateLookup<RequestKey>();
        }

        public Circumstances Circumstances { get; }

        public ConcurrentDictionary<RequestKey.Kept, Entry> Values { get; }

        public ConcurrentDictionary<RequestKey.Kept, Entry>.AlternateLookup<RequestKey> ByRequest { get; }
    }
}
