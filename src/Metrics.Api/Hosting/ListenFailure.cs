using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Metrics.Api.Hosting;

/// <summary>Why the host could not listen where it was told to, in one plain message, which is its last word.</summary>
/// <param name="Message">What is wrong, and where it is set.</param>
/// <param name="ExitCode">What the process ends with.</param>
internal sealed record ListenFailure(string Message, int ExitCode)
{
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>What an exception of the start says of that; null when it is about something else.</summary>
    public static ListenFailure? Of(Exception? e) => e switch
    {
        IOException { InnerException: AddressInUseException } => new($"{e.Message} Set ASPNETCORE_URLS to another address.", 1),
        // Of the server itself; what else has a socket of its own tells its own troubles.
        SocketException when e.StackTrace?.Contains("Kestrel", StringComparison.Ordinal) == true => CannotListen(e, 1),
        FormatException when e.StackTrace?.Contains(nameof(BindingAddress)) == true => CannotListen(e, 2),
        _ => null,
    };

    /// <summary>True for what the host logs of such an exception, with its stack, before it is told in plain words.</summary>
    public static bool IsToldLater(string category, Exception? e) => category == Host && Of(e) is not null;

    private static ListenFailure CannotListen(Exception e, int exitCode) => new(
        $"it cannot listen: {e.Message}. ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS says where, such as http://127.0.0.1:8080", exitCode);
}
