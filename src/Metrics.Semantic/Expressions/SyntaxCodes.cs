using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Expressions;

/// <summary>Under which codes a text's problems are told: a caller's question and an author's file differ in nothing else.</summary>
internal sealed record SyntaxCodes(DiagnosticCode Malformed, DiagnosticCode NotYet)
{
    public static SyntaxCodes AskedFilter { get; } = new(DiagnosticCode.MalformedFilter, DiagnosticCode.NotYet);

    public static SyntaxCodes AskedName { get; } = new(DiagnosticCode.MalformedRequest, DiagnosticCode.NotYet);

    public static SyntaxCodes Definition { get; } = new(DiagnosticCode.WrongValue, DiagnosticCode.UnsupportedDefinition);
}
