using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors;

/// <summary>
/// A source cannot be read or is not as declared. The message never contains a value of a dropped column.
/// </summary>
internal sealed class SourceException : Exception
{
    public SourceException(Diagnostic diagnostic)
        : base(diagnostic.ToString()) => Diagnostic = diagnostic;

    public Diagnostic Diagnostic { get; }

    /// <summary>Declared columns that a file's header lacks; empty where something else is wrong.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public static SourceException Of(SourceTable table, string problem, string? hint = null) =>
        new(new Diagnostic(DiagnosticCode.SourceFailed, $"table '{table.Model}': {problem}", table.Location, hint));
}
