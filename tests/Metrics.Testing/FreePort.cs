using System.Net;
using System.Net.Sockets;

namespace Metrics.Testing;

/// <summary>Loopback ports for servers whose port is chosen by the test.</summary>
/// <remarks>
/// They are below the range that the system assigns automatically: otherwise any new connection could be given the port between finding it
/// and listening on it.
/// </remarks>
public static class FreePort
{
    private const int First = 12_000;
    private const int Count = 20_000;
    private static readonly Lock _finding = new();
    private static int _next = Random.Shared.Next(Count);

    /// <summary>A port on which nothing listens, and that was not given to this process before.</summary>
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
