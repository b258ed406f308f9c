using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Npgsql;

namespace Metrics.Engines.Postgres;

/// <summary>Describes failures without the server's messages, which may name what a policy hides and go only to the log.</summary>
internal static class PostgresFailure
{
    private const string AuthorsToMend =
        "an expression in the catalog fails on the data: its author has to fix it (the log of this service has the warehouse's message); "
        + "until then, conditions that exclude such rows may help";

    public static Diagnostic Of(NpgsqlException e) =>
        (e is PostgresException refused ? Of(refused) : Unavailable) with
        {
            Cause = DataText.Sealed("the warehouse's message", CauseOf(e)),
        };

    /// <summary>
    /// True when the same statement may succeed on another connection: the server went away, or a lock or a standby was in the way.
    /// </summary>
    public static bool IsPassing(NpgsqlException e) => e is not PostgresException refused || IsGoing(refused)
        // 40: serialization failures, deadlocks, and a standby whose recovery had to go on. 0A000: a prepared statement over a table whose
        // columns changed.
        || refused.SqlState.StartsWith("40", StringComparison.Ordinal)
        || refused is { SqlState: "0A000", Routine: "RevalidateCachedQuery" };

    private static Diagnostic Of(PostgresException e) => e.SqlState switch
    {
        _ when IsGone(e) => new(DiagnosticCode.RelationGone, "a table the statement reads is gone"),
        _ when IsGoing(e) => Unavailable,
        PostgresErrorCodes.QueryCanceled =>
            new(DiagnosticCode.EngineTimeout,
                "the warehouse ended the statement: it ran longer than the server allows, or was cancelled there"),
        ['4', '2', ..] or ['2', '1', ..] or ['2', '2', ..] or ['2', '5', ..] or ['0', 'A', ..] or ['5', '4', ..] =>
            new(DiagnosticCode.EngineRefused, $"the warehouse refused the statement ({e.SqlState}, {Class(e.SqlState)})",
                Hint: AuthorsToMend),
        // Tried twice already.
        ['4', '0', ..] or ['5', '5', ..] =>
            new(DiagnosticCode.WarehouseUnavailable, $"the warehouse could not execute the statement ({e.SqlState}, {Class(e.SqlState)})"),
        _ => new(DiagnosticCode.EngineFailed, $"the warehouse failed ({e.SqlState}, {Class(e.SqlState)})"),
    };

    // Dropped before the statement was parsed, or between its parsing and its locks.
    private static bool IsGone(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
        || e is { SqlState: PostgresErrorCodes.InternalError, Routine: "relation_open" or "try_relation_open" };

    // 08 connection, 28 log-in, 3D no such database, 53 out of connections, memory or disk, 57P shutting down or starting up.
    private static bool IsGoing(PostgresException e) =>
        e.SqlState is ['0', '8', ..] or ['2', '8', ..] or ['3', 'D', ..] or ['5', '3', ..] or ['5', '7', 'P', ..];

    private static Diagnostic Unavailable => new(
        DiagnosticCode.WarehouseUnavailable, "the warehouse cannot be read",
            Hint: "try again in a few seconds; see the log of this service");

    // The detail line may quote rows, which must not be logged.
    private static string CauseOf(NpgsqlException e) => e is PostgresException refused ? $"{refused.SqlState}: {refused.MessageText}"
        : e.Message;

    private static string Class(string sqlState) => sqlState switch
    {
        ['4', '2', ..] => "an expression that does not fit its table",
        PostgresErrorCodes.DivisionByZero => "division by zero",
        PostgresErrorCodes.NumericValueOutOfRange => "a number out of range",
        PostgresErrorCodes.InvalidTextRepresentation => "a text that is not a value of the type it is cast to",
        PostgresErrorCodes.DatetimeFieldOverflow => "a date or time out of range",
        ['2', '1', ..] => "more than one value where one is expected",
        ['2', '2', ..] => "a value in the data does not fit an expression",
        ['2', '5', ..] => "statements may only read",
        ['4', '0', ..] => "a conflict with another transaction",
        ['5', '4', ..] => "the statement is too large",
        ['5', '5', ..] => "a table is locked",
        ['5', '8', ..] => "the server's files",
        ['0', 'A', ..] => "the server lacks a feature",
        _ => "an error of the server",
    };
}
