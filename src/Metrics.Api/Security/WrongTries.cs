using System.Collections.Concurrent;
using System.Net;
using Metrics.Api.Limits;

namespace Metrics.Api.Security;

/// <summary>Limits wrong keys by the address they come from; requests with a right key are never delayed.</summary>
internal sealed class WrongTries(TimeProvider clock)
{
    private const double PerSecond = 5;
    private const double Burst = 50;
    private const int MostPlaces = 10_000;

    private readonly ConcurrentDictionary<IPAddress, TokenBucket> _places = new();
    private long _counted;

    /// <summary>Number of wrong keys so far.</summary>
    public long Counted => Interlocked.Read(ref _counted);

    /// <summary>Counts a wrong key. The result is how long its address should wait; zero while it may try again.</summary>
    public TimeSpan Count(IPAddress? from)
    {
        Interlocked.Increment(ref _counted);
        // Guessing from many addresses gains nothing, since a key has 256 bits. This only bounds memory.
        if (_places.Count >= MostPlaces)
            _places.Clear();
        return _places.GetOrAdd(PlaceOf(from), static (_, c) => new TokenBucket(PerSecond, Burst, c), clock).Take();
    }

    // One caller can use any address of an IPv6 /64 network, so the network counts as one place.
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
