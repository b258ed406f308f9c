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

    public static SourceException Of(SourceTable table, string problem, string? hint = null) =>
        new(new Diagnostic(DiagnosticCode.SourceFailed, $"table '{table.Model}': {problem}", table.Location, hint));
}
