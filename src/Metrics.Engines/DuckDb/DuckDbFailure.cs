using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Metrics.Domain.Refreshing;
using Metrics.Domain.Diagnostics;

namespace Metrics.Engines.DuckDb;

/// <summary>What went wrong inside the library, in our own words: its own may quote values.</summary>
internal static class DuckDbFailure
{
    public static Diagnostic Of(DuckDBException e) => OfType(e.ErrorType) with { Cause = DataText.Sealed("the columnar engine's words", e.Message) };

    private static Diagnostic OfType(DuckDBErrorType type) => type switch
    {
        DuckDBErrorType.OutOfRange => new(DiagnosticCode.EngineRefused, "a number is wider than the columnar engine's, which have 38 digits"),
        DuckDBErrorType.OutOfMemory => new(DiagnosticCode.EngineFailed, "the columnar engine has no memory left for the statement"),
        DuckDBErrorType.Io or DuckDBErrorType.Fatal or DuckDBErrorType.Internal =>
            new(DiagnosticCode.EngineFailed, $"the columnar engine failed ({type})"),
        _ => new(DiagnosticCode.EngineRefused, $"the columnar engine refused the statement ({type})"),
    };
}
