using System.Text.RegularExpressions;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>dbt's references: <c>ref('fct_orders')</c>, with a package, a version or braces perhaps.</summary>
internal static partial class RefText
{
    /// <summary>The model named (of a version: the name that dbt gives its table); null when the text is no reference.</summary>
    public static string? Model(string text)
    {
        if (Reference().Match(text) is not { Success: true } match)
            return null;
        var (model, version) = (match.Groups["model"].Value, match.Groups["version"]);
        return version.Success ? $"{model}_v{version.Value}" : model;
    }

    [GeneratedRegex(
        """^\s*(\{\{)?\s*ref\s*\(\s*(['"][^'"]+['"]\s*,\s*)?['"](?<model>[^'"]+)['"]\s*(,\s*v(ersion)?\s*=\s*['"]?(?<version>\w+)['"]?\s*)?\)\s*(\}\})?\s*$""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
