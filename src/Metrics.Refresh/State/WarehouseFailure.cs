using Metrics.Domain.Diagnostics;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>Distinguishes a database that refused or could not be reached from all other failures.</summary>
internal static class WarehouseFailure
{
    /// <summary>
    /// The error of the database or of the connection to it; null for other errors. EF Core wraps errors that it regards as transient.
    /// </summary>
    public static NpgsqlException? In(Exception? error) => error switch
    {
        null => null,
        NpgsqlException said => said,
        _ => In(error.InnerException),
    };

    /// <summary>The failure as a command reports it.</summary>
    /// <param name="failure">What failed.</param>
    /// <param name="done">What stays of the command's work, and what to do when the database is back.</param>
    public static Diagnostic Of(NpgsqlException failure, string done) => failure is PostgresException refused && !IsAway(refused)
        ? new Diagnostic(
            DiagnosticCode.InternalError,
            $"PostgreSQL refused a statement of this program: {refused.MessageText} (SQLSTATE {refused.SqlState})",
            Hint: "the published tables are unchanged; running it again gives the same error, so please report this message")
        : new Diagnostic(DiagnosticCode.WarehouseUnavailable, $"the database is unavailable or refused: {failure.Message}", Hint: done);

    /// <summary>
    /// True for refusals by the server's state, not by what it was sent: connections, a database that is gone, transactions that lost,
    /// resources, operators, its disks; and rights and read-only servers, which the same message names.
    /// </summary>
    public static bool IsAway(PostgresException e) =>
        e.SqlState[..2] is "08" or "25" or "28" or "3D" or "40" or "53" or "55" or "57" or "58"
            || e.SqlState == PostgresErrorCodes.InsufficientPrivilege;
}
