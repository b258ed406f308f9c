using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>How rules report what they found about a definition.</summary>
internal static class Findings
{
    /// <summary>The definition cannot be used like this.</summary>
    public static Finding Broken(
        this DefinitionKey key, DiagnosticCode code, string message, SourceLocation at, string? hint = null,
        EquatableList<string> near = default) =>
        new(key, new Diagnostic(code, $"{key}: {message}", at, hint, near));

    /// <summary>It can be used, but its author should check it.</summary>
    public static Finding Doubtful(this DefinitionKey key, string message, SourceLocation at, string? hint = null) =>
        new(Breaks: null, new Diagnostic(DiagnosticCode.Doubtful, $"{key}: {message}", at, hint)) { About = key };
}
