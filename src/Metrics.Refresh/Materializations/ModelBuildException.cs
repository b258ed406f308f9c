using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Materializations;

/// <summary>A model cannot become a table as it is written; the diagnostic says why and what to write.</summary>
internal sealed class ModelBuildException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
