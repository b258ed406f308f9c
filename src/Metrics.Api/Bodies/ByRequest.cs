using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Metrics.Answering.Publications;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Bodies;

/// <summary>
/// Caches values by the raw request, so that an equal request need not be parsed again. All are dropped when circumstances change.
/// </summary>
internal sealed class ByRequest<TValue>(PublicationFeed publications, int most, long maxBytes)
    where TValue : class
{
    // Approximate size of an entry without its texts.
    private const int Overhead = 512;

    private volatile Era _era = new(default);
    private volatile Era? _coming;

    /// <summary>The value kept for an equal request, if nothing has changed since.</summary>
    public bool TryFind(RequestKey request, [NotNullWhen(true)] out TValue? value)
    {
        if (EraOf(Now()) is { } era && era.ByRequest.TryGetValue(request, out var entry))
        {
            // The clock is the count of kept entries. It rarely changes, so concurrent readers of one entry seldom write to shared memory.
            var uses = Volatile.Read(ref era.Uses);
            if (entry.LastUse != uses)
                entry.LastUse = uses;
            value = entry.Value;
            return true;
        }

        value = null;
        return false;
    }

    /// <summary>True when a value is kept for these circumstances.</summary>
    public bool Has(RequestKey.Kept request, Circumstances circumstances) => EraOf(circumstances)?.Values.ContainsKey(request) == true;

    /// <summary>From now on also accepts values for circumstances that are about to come.</summary>
    public void Expect(Circumstances coming) => _coming = new Era(coming);

    /// <summary>
    /// Keeps a value that was made under these circumstances. Drops it when they have changed since, unless they are the ones about to
    /// come.
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
        // Today's answer replaces yesterday's.
        else if (era.Values.TryGetValue(request, out var before) && era.Values.TryUpdate(request, entry, before))
            Interlocked.Add(ref era.Bytes, entry.Bytes - before.Bytes);
        if (era.Values.Count > most || Interlocked.Read(ref era.Bytes) > maxBytes)
            Prune(era);
    }

    // One thread prunes at a time. It removes a quarter, the least recently used first, so that one caller's many questions do not evict
    // everything of the others.
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

    // Values made ahead are used as soon as their circumstances are the current ones.
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

/// <summary>
/// A raw request as a cache key: audience, target, body and the headers that its answer depends on. Equal keys at equal publications have
/// equal answers.
/// </summary>
internal readonly ref struct RequestKey(string audience, string target, string? accept, string? acceptEncoding, ReadOnlySpan<byte> body)
{
    // Approximate size of a record with its references and the object headers of its strings.
    private const int Node = 200;

    private readonly ReadOnlySpan<byte> _body = body;

    private int Hash
    {
        get
        {
            var hash = default(HashCode);
            hash.Add(string.GetHashCode(target, StringComparison.Ordinal));
            hash.AddBytes(_body);
            return hash.ToHashCode();
        }
    }

    private bool Is(Kept other) =>
        target == other.Target && audience == other.Audience && accept == other.Accept && acceptEncoding == other.AcceptEncoding
            && _body.SequenceEqual(other.Body);

    private Kept Keep() => new(audience, target, accept, acceptEncoding, _body.ToArray());

    /// <summary>A key that can be stored beyond its request.</summary>
    public sealed record Kept(string Audience, string Target, string? Accept, string? AcceptEncoding, byte[] Body)
    {
        /// <summary>Approximate memory it takes.</summary>
        public long Bytes => Node + Body.Length
            + (sizeof(char) * ((long)Target.Length + (Accept?.Length ?? 0) + (AcceptEncoding?.Length ?? 0)));

        public RequestKey AsKey => new(Audience, Target, Accept, AcceptEncoding, Body);
    }

    /// <summary>
    /// Compares stored keys with those of requests byte by byte, so that a hash collision never gives a caller the answer of another.
    /// </summary>
    public sealed class Comparer : IEqualityComparer<Kept>, IAlternateEqualityComparer<RequestKey, Kept>
    {
        public bool Equals(Kept? x, Kept? y) => ReferenceEquals(x, y) || (x is not null && y is not null && x.AsKey.Is(y));

        public int GetHashCode(Kept obj) => obj.AsKey.Hash;

        public bool Equals(RequestKey alternate, Kept other) => alternate.Is(other);

        public int GetHashCode(RequestKey alternate) => alternate.Hash;

        public Kept Create(RequestKey alternate) => alternate.Keep();
    }
}

/// <summary>What all answers depend on apart from their requests. While these objects are the same, so are the answers.</summary>
internal readonly record struct Circumstances(Catalog Catalog, PublicationSnapshot? Snapshot, bool Confirmed)
{
    public static Circumstances Of(PublicationState state) => new(state.Open, state.Snapshot.Value, state.Confirmed);
}
