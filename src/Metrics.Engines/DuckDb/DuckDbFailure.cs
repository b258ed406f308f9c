using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Diagnostics;

namespace Metrics.Engines.DuckDb;

/// <summary>What went wrong inside the library, in our own words: its own may quote values.</summary>
internal static class DuckDbFailure
{
    /// <summary>What is said of a number that no other engine need mind.</summary>
    public const string TooWide = "a number is wider than the columnar engine's, which have 38 digits";

    public static Diagnostic Of(DuckDBException e) =>
        (IsTooWide(e) ? new(DiagnosticCode.EngineRefused, TooWide)
            : OfType(e.ErrorType)) with { Cause = DataText.Sealed("the columnar engine's words", e.Message) };

    // Of narrower ones PostgreSQL says the same.
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
