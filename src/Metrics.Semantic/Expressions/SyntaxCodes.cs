using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Expressions;

/// <summary>The codes under which a text's problems are reported; the syntaxes of callers and authors do not differ otherwise.</summary>
internal sealed record SyntaxCodes(DiagnosticCode Malformed, DiagnosticCode NotYet)
{
    public static SyntaxCodes AskedFilter { get; } = new(DiagnosticCode.MalformedFilter, DiagnosticCode.NotYet);

    public static SyntaxCodes AskedName { get; } = new(DiagnosticCode.MalformedRequest, DiagnosticCode.NotYet);

    public static SyntaxCodes Definition { get; } = new(DiagnosticCode.WrongValue, DiagnosticCode.UnsupportedDefinition);
}
