using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Materializations;

/// <summary>A model cannot be built as written; the diagnostic says why, and what to write instead.</summary>
internal sealed class ModelBuildException(Diagnostic diagnostic) : Exception(diagnostic.Message)
{
    public Diagnostic Diagnostic { get; } = diagnostic;
}
