using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Metrics.Answering.Caching;

/// <summary>
/// Keeps values up to a number of bytes; those not read recently are evicted first. Keys contain versions, so no value becomes stale.
/// </summary>
public sealed class BoundedCache<TValue>(long maxBytes)
    where TValue : class
{
    // Approximate bytes of a key, an entry and a queue slot.
    private const int Overhead = 160;

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _clock = [];
    private readonly Lock _writing = new();
    private long _bytes;
    private long _evictions;

    /// <summary>Values above this many bytes are not kept, since one would push out too many others.</summary>
    public long LargestValue => maxBytes / 8;

    /// <summary>Bytes held now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Values held now.</summary>
    public int Count => _entries.Count;

    /// <summary>Values evicted so far.</summary>
    public long Evictions => Interlocked.Read(ref _evictions);

    /// <summary>True when a value is kept under the key; this check does not keep it longer.</summary>
    public bool Contains(string key) => _entries.ContainsKey(key);

    /// <summary>The value kept under the key. Takes no lock.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out TValue? value)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            value = null;
            return false;
        }

        if (!entry.Asked)
            entry.Asked = true;
        value = entry.Value;
        return true;
    }

    /// <summary>Keeps a value, unless it is too large or one is kept already; false when it is too large.</summary>
    public bool TryAdd(string key, TValue value, long bytes)
    {
        var entry = new Entry(key, value, bytes + Overhead + (sizeof(char) * key.Length));
        if (entry.Bytes > LargestValue)
            return false;
        lock (_writing)
        {
            if (!_entries.TryAdd(key, entry))
                return true;
            _clock.Enqueue(entry);
            _bytes += entry.Bytes;
            while (_bytes > maxBytes)
                EvictOne();
        }

        return true;
    }

    // Evicts the oldest, but one that was read since its last round gets another round (the clock algorithm).
    private void EvictOne()
    {
        var oldest = _clock.Dequeue();
        if (oldest.Asked)
        {
            oldest.Asked = false;
            _clock.Enqueue(oldest);
            return;
        }

        _entries.TryRemove(oldest.Key, out _);
        _bytes -= oldest.Bytes;
        _evictions++;
    }

    private sealed class Entry(string key, TValue value, long bytes)
    {
        public string Key => key;

        public TValue Value => value;

        public long Bytes => bytes;

        public volatile bool Asked;
    }
}
