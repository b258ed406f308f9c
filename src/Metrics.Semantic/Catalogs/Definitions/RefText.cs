using System.Text.RegularExpressions;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>dbt's references: <c>ref('fct_orders')</c>, with a package or braces perhaps.</summary>
internal static partial class RefText
{
    /// <summary>The model named; null when the text is no reference.</summary>
    public static string? Model(string text) => Reference().Match(text) is { Success: true } match ? match.Groups["model"].Value : null;

    [GeneratedRegex("""^\s*(\{\{)?\s*ref\s*\(\s*(['"][^'"]+['"]\s*,\s*)?['"](?<model>[^'"]+)['"]\s*\)\s*(\}\})?\s*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
