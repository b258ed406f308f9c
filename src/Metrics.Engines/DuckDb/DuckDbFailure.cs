using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Diagnostics;

namespace Metrics.Engines.DuckDb;

/// <summary>Describes failures of the library without its messages, which may quote values.</summary>
internal static class DuckDbFailure
{
    /// <summary>The message for a number that is too wide for this engine only.</summary>
    public const string TooWide = "a number is wider than the columnar engine's, which have 38 digits";

    public static Diagnostic Of(DuckDBException e) =>
        (IsTooWide(e) ? new(DiagnosticCode.EngineRefused, TooWide)
            : OfType(e.ErrorType)) with { Cause = DataText.Sealed("the columnar engine's message", e.Message) };

    // Overflows of narrower types happen in PostgreSQL too, so they do not count here.
    private static bool IsTooWide(DuckDBException e) => e.ErrorType is DuckDBErrorType.OutOfRange or DuckDBErrorType.Conversion
        && (e.Message.Contains("DECIMAL", StringComparison.Ordinal) || e.Message.Contains("INT128", StringComparison.Ordinal)
            || e.Message.Contains("HUGEINT", StringComparison.Ordinal));

    private static Diagnostic OfType(DuckDBErrorType type) => type switch
    {
        DuckDBErrorType.OutOfMemory => new(DiagnosticCode.EngineFailed, "the columnar engine has no memory left for the statement"),
        DuckDBErrorType.Io or DuckDBErrorType.Fatal or DuckDBErrorType.Internal =>
            new(DiagnosticCode.EngineFailed, $"the columnar engine failed ({type})"),
        _ => new(DiagnosticCode.EngineRefused, $"the columnar engine refused the statement ({type})"),
    };
}
