using System.Collections.Frozen;
using System.Security.Cryptography;
using Metrics.Domain.Access;

namespace Metrics.Api.Security;

/// <summary>The keys of the last reading by id; expiry is checked when one is looked up.</summary>
internal sealed class KeySet
{
    public static readonly KeySet Empty = new([]);

    // Compared with when the id is unknown, so that unknown ids take as long as known ones.
    private static readonly byte[] _nobody = new byte[AccessKeyText.HashLength];

    private readonly FrozenDictionary<string, Entry> _keys;
    private readonly FrozenDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _byId;

    private KeySet(IEnumerable<Entry> entries)
    {
        _keys = entries.ToFrozenDictionary(e => e.Row.Id, StringComparer.Ordinal);
        _byId = _keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The set of these rows. A key whose row is unchanged keeps its caller, and with it the used part of its limits.</summary>
    public KeySet Updated(IEnumerable<KeyRow> rows, Callers callers) => new(rows.Select(row =>
        _keys.TryGetValue(row.Id, out var known) && known.Row == row
            ? known
            : new Entry(row, Convert.FromHexString(row.Hash), callers.Of(row))));

    /// <summary>The caller whose key this is; null for anything else. Always one hash and one constant-time comparison.</summary>
    public Caller? Find(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        if (!AccessKeyText.TryReadId(text, out var id))
            return null;
        Span<byte> hash = stackalloc byte[AccessKeyText.HashLength];
        AccessKeyText.Hash(text, hash);
        var known = _byId.TryGetValue(id, out var entry);
        var equal = CryptographicOperations.FixedTimeEquals(hash, known ? entry!.Hash : _nobody);
        return known && equal && !(entry!.Row.ExpiresAtMilliseconds <= now.ToUnixTimeMilliseconds()) ? entry.Caller : null;
    }

    /// <summary>The principals of the keys that are valid now.</summary>
    public IEnumerable<Principal> Principals(DateTimeOffset now) => _keys.Values
        .Where(e => !(e.Row.ExpiresAtMilliseconds <= now.ToUnixTimeMilliseconds())).Select(e => e.Caller.Principal);

    private sealed record Entry(KeyRow Row, byte[] Hash, Caller Caller);
}
