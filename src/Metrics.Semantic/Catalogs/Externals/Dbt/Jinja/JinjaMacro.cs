using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>A macro of a dbt project.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">Its parameters, each with the expression of its default; null when it has none.</param>
/// <param name="Body">Its template.</param>
/// <param name="At">Where it is.</param>
internal sealed partial record JinjaMacro(
    string Name, IReadOnlyList<(string Name, string? Default)> Parameters, string Body, SourceLocation At)
{
    /// <summary>The macros in a file.</summary>
    public static IEnumerable<JinjaMacro> Read(string file, string text)
    {
        // Comments are blanked out rather than removed, so that places stay the same.
        var code = Comment().Replace(text, m => new string(' ', m.Length));
        var read = new HashSet<int>();
        foreach (Match match in Whole().Matches(code))
        {
            read.Add(match.Index);
            var body = match.Groups["body"];
            var line = text.AsSpan(0, match.Index).Count('\n') + 1;
            yield return new JinjaMacro(
                match.Groups["name"].Value, Named(match.Groups["parameters"].Value).ToList(), text.Substring(body.Index, body.Length),
                new SourceLocation(file, line, 1));
        }

        // A macro that cannot be read still overrides dbt's own. Its body is one that evaluates to unknown.
        foreach (Match match in Begin().Matches(code))
        {
            if (!read.Contains(match.Index))
            {
                yield return new JinjaMacro(
                    match.Groups["name"].Value, [], $"{{% macro {match.Groups["name"].Value} %}}",
                    new SourceLocation(file, text.AsSpan(0, match.Index).Count('\n') + 1, 1));
            }
        }
    }

    private static IEnumerable<(string Name, string? Default)> Named(string parameters) =>
        from part in parameters.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        let said = part.Split('=', 2, StringSplitOptions.TrimEntries)
        select (said[0], said.Length > 1 ? said[1] : null);

    [GeneratedRegex(@"\{#.*?#\}", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\{%-?\s*macro\s+(?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Begin();

    [GeneratedRegex(
        @"\{%-?\s*macro\s+(?<name>\w+)\s*\((?<parameters>[^)]*)\)\s*-?%\}(?<body>.*?)\{%-?\s*endmacro\s*-?%\}",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
