using System.Net.Sockets;
using System.Text;

namespace Metrics.Api.Tests.Security;

/// <summary>A request as raw bytes, for tests of how headers are parsed.</summary>
internal static class RawRequest
{
    /// <summary>Sends lines, ends the head, and returns all that comes back.</summary>
    public static async Task<string> SendAsync(Uri server, params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
    }
}
