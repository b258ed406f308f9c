using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Metrics.Api.Hosting;

/// <summary>Why the host could not listen on its configured address, as the one message that the process ends with.</summary>
/// <param name="Message">What is wrong, and which setting decides it.</param>
/// <param name="ExitCode">The exit code of the process.</param>
internal sealed record ListenFailure(string Message, int ExitCode)
{
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>The failure that a start-up exception reports; null when it is about something else.</summary>
    public static ListenFailure? Of(Exception? e) => e switch
    {
        IOException { InnerException: AddressInUseException } => new($"{e.Message} Set ASPNETCORE_URLS to another address.", 1),
        // Only Kestrel's own: other components with sockets report their own failures.
        SocketException when e.StackTrace?.Contains("Kestrel", StringComparison.Ordinal) == true => CannotListen(e, 1),
        FormatException when e.StackTrace?.Contains(nameof(BindingAddress)) == true => CannotListen(e, 2),
        _ => null,
    };

    /// <summary>True when the host logs such an exception with its stack, before the process reports it in one line.</summary>
    public static bool IsToldLater(string category, Exception? e) => category == Host && Of(e) is not null;

    private static ListenFailure CannotListen(Exception e, int exitCode) => new(
        $"it cannot listen: {e.Message}. Set ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS, such as http://127.0.0.1:8080", exitCode);
}
