using System.Net;
using System.Net.Sockets;

namespace Metrics.Testing;

/// <summary>Loopback ports for servers that are told theirs.</summary>
/// <remarks>
/// They lie below those that the system hands out by itself: between finding such a port and listening on it, any connection that somebody
/// opens could be given it.
/// </remarks>
public static class FreePort
{
    private const int First = 12_000;
    private const int Count = 20_000;
    private static readonly Lock _finding = new();
    private static int _next = Random.Shared.Next(Count);

    /// <summary>One that nobody listens on, and that this process was not given before.</summary>
    public static int Find()
    {
        lock (_finding)
        {
            for (var tries = 0; tries < Count; tries++)
            {
                var port = First + (_next++ % Count);
                if (IsFree(port))
                    return port;
            }
        }

        throw new InvalidOperationException("every port is taken");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
