using System.Collections.Concurrent;
using System.Net;
using Metrics.Api.Limits;

namespace Metrics.Api.Security;

/// <summary>Counts wrong keys by where they come from; right ones are never held up by them.</summary>
internal sealed class WrongTries(TimeProvider clock)
{
    private const double PerSecond = 5;
    private const double Burst = 50;
    private const int MostPlaces = 10_000;

    private readonly ConcurrentDictionary<IPAddress, TokenBucket> _places = new();
    private long _counted;

    /// <summary>Wrong keys so far.</summary>
    public long Counted => Interlocked.Read(ref _counted);

    /// <summary>How long the place of a wrong key should wait; zero while it may try again.</summary>
    public TimeSpan Count(IPAddress? from)
    {
        Interlocked.Increment(ref _counted);
        // Who comes from everywhere at once gains nothing by it: a key has 256 bits. This only bounds our memory.
        if (_places.Count >= MostPlaces)
            _places.Clear();
        return _places.GetOrAdd(PlaceOf(from), static (_, c) => new TokenBucket(PerSecond, Burst, c), clock).Take();
    }

    // A network of IPv6 is one caller's to choose addresses in.
    private static IPAddress PlaceOf(IPAddress? from)
    {
        if (from is null)
            return IPAddress.None;
        if (from.IsIPv4MappedToIPv6)
            return from.MapToIPv4();
        if (from.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return from;
        var bytes = from.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
