using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Projects;

/// <summary>Replaces <c>${NAME}</c> and <c>${NAME:-default}</c> in definitions by environment variables.</summary>
internal sealed partial class ProjectVariables(Func<string, string?> environment)
{
    public string Fill(string text, SourceLocation at, ICollection<Diagnostic> problems) =>
        Variable().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (environment(name) is { Length: > 0 } value)
                return value;
            if (match.Groups["otherwise"] is { Success: true } otherwise)
                return otherwise.Value;
            problems.Add(
                new Diagnostic(
                    DiagnosticCode.MissingVariable, $"environment variable '{name}' is not set", at,
                    $"set it, or write ${{{name}:-default}}"));
            return "";
        });

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<otherwise>[^}]*))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
