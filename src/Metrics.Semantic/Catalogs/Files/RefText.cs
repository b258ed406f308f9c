using System.Text.RegularExpressions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>dbt's references: <c>ref('fct_orders')</c>, possibly with a package, a version or braces.</summary>
internal static partial class RefText
{
    /// <summary>The model named; null when the text is no reference.</summary>
    public static TableRef? Read(string text)
    {
        if (Reference().Match(text) is not { Success: true } match)
            return null;
        var (package, version) = (match.Groups["package"], match.Groups["version"]);
        return new TableRef(package.Success ? package.Value : null, match.Groups["model"].Value, version.Success ? version.Value : null);
    }

    [GeneratedRegex(
        """
        ^\s*(\{\{)?\s*ref\s*\(\s*(['"](?<package>[^'"]+)['"]\s*,\s*)?['"](?<model>[^'"]+)['"]\s*
        (,\s*v(ersion)?\s*=\s*['"]?(?<version>[\w.]+)['"]?\s*)?\)\s*(\}\})?\s*$
        """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Reference();
}
