using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs;

/// <summary>What is wrong with definitions, and which rule reports it.</summary>
/// <param name="Rule">Dbt's name of the rule; <c>YamlSchema</c> for what cannot be read at all; null for this project's own rules.</param>
/// <param name="Diagnostic">The problem.</param>
public sealed record ManifestIssue(string? Rule, Diagnostic Diagnostic)
{
    /// <summary>The rule's name for what cannot be read.</summary>
    public const string Unreadable = "YamlSchema";

    /// <summary>Dbt's word for how bad it is: <c>error</c>, <c>future_error</c> or <c>warning</c>.</summary>
    public string Level => Diagnostic.Code == DiagnosticCode.RefusedLater ? "future_error" : Diagnostic.Severity == DiagnosticSeverity.Error
        ? "error" : "warning";
}
