using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.GraphQL.Asking;

/// <summary>Thrown while a field's arguments are read; becomes the errors of that field.</summary>
internal sealed class RefusedException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
