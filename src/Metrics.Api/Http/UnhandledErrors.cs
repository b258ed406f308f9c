using System.Net.Sockets;
using System.Text;
using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Metrics.Api.Http;

/// <summary>
/// The one place where exceptions become answers: the caller's mistake, an unreachable warehouse, or our own bug, which is reported without
/// details.
/// </summary>
internal sealed partial class UnhandledErrors(ILogger<UnhandledErrors> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone, so no answer is written.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        await Problems.WriteAsync(
            httpContext, Describe(logger, httpContext.Request.Method, httpContext.Request.Path, exception), cancellationToken);
        return true;
    }

    /// <summary>Translates an exception into a message that is safe for callers, and logs the details.</summary>
    public static Diagnostic Describe(ILogger logger, string method, string path, Exception exception)
    {
        var diagnostic = Translate(exception);
        if (diagnostic.Code == DiagnosticCode.InternalError)
            LogBug(logger, method, path, exception);
        else if (diagnostic.Code != DiagnosticCode.MalformedRequest && diagnostic.Code != DiagnosticCode.RequestTooSlow
            && diagnostic.Code != DiagnosticCode.RequestTooLarge)
            LogUnavailable(logger, diagnostic.Code.Id, path, exception.Message);
        return diagnostic;
    }

    /// <summary>Translates an exception into a message that is safe for callers.</summary>
    public static Diagnostic Translate(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } large =>
            new(DiagnosticCode.RequestTooLarge, large.Message),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new(
            DiagnosticCode.RequestTooSlow, "the body came too slowly", Hint: "send at least 240 bytes a second"),
        BadHttpRequestException bad => new(DiagnosticCode.MalformedRequest, bad.Message),
        PostgresException
        {
            SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.InsufficientPrivilege
        } => new(
            DiagnosticCode.NotReady, "the warehouse has not been set up for this service",
            Hint: "run a refresh first; /health/ready says what is missing"),
        // Class 28 logins, 3D no such database, 53 out of connections, 57 shutting down or starting up.
        PostgresException { SqlState: ['2', '8', ..] or ['3', 'D', ..] or ['5', '3', ..] or ['5', '7', ..] } => Unavailable(),
        // A text that our own checks let pass, but still the caller's mistake.
        PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
            or EncoderFallbackException => new(
                DiagnosticCode.MalformedRequest, "the request contains invalid text", Hint: "send UTF-8 without zero characters"),
        PostgresException => Bug(),
        NpgsqlException or SocketException or TimeoutException => Unavailable(),
        _ => Bug(),
    };

    private static Diagnostic Unavailable() =>
        new(DiagnosticCode.WarehouseUnavailable, "the warehouse does not answer", Hint: "try again in a few seconds");

    private static Diagnostic Bug() =>
        new(DiagnosticCode.InternalError, "internal error; see the log of this service");

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogBug(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Code} at {Path}: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string code, string path, string reason);
}
