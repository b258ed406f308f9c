using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Ends the reading of a field's arguments; becomes that field's errors.</summary>
internal sealed class RefusedException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
