namespace Metrics.Domain.Diagnostics;

/// <summary>Whether a diagnostic stops what it is about, or only warns.</summary>
public enum DiagnosticSeverity
{
    /// <summary>The definition or question cannot be used.</summary>
    Error,

    /// <summary>It can be used, but its author should check it.</summary>
    Warning,
}
