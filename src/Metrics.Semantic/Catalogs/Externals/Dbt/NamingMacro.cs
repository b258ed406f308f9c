using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>A macro of the project's own that dbt asks for names, such as <c>generate_schema_name</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Where it is.</param>
/// <param name="Rule">What it comes to, where it is one of those that everybody copies; null for any other.</param>
internal sealed partial record NamingMacro(string Name, SourceLocation At, SchemaRule? Rule)
{
    public const string Schema = "generate_schema_name";

    public const string Alias = "generate_alias_name";

    /// <summary>The naming macros in a file.</summary>
    public static IEnumerable<NamingMacro> Read(string file, string text) =>
        from Match match in Header().Matches(text)
        let line = text.AsSpan(0, match.Index).Count('\n') + 1
        let name = match.Groups["name"].Value
        select new NamingMacro(name, new SourceLocation(file, line, 1), name == Schema ? RuleOf(text[match.Index..]) : null);

    // Blanks and the dashes that trim them mean nothing for the name that comes out.
    private static SchemaRule? RuleOf(string macro)
    {
        var body = Spaces().Replace(Comment().Replace(macro, ""), "").Replace("{%-", "{%", StringComparison.Ordinal)
            .Replace("-%}", "%}", StringComparison.Ordinal).Replace("{{-", "{{", StringComparison.Ordinal)
                .Replace("-}}", "}}", StringComparison.Ordinal);
        return Usual().Match(body) is not { Success: true } match ? null : match.Groups["before"].Success ? SchemaRule.BehindTarget
            : SchemaRule.AsItIs;
    }

    [GeneratedRegex(@"\bmacro\s+(?:\w+__)?(?<name>generate_schema_name|generate_alias_name|generate_database_name)\s*\(")]
    private static partial Regex Header();

    [GeneratedRegex(@"\{#.*?#\}", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        @"^macrogenerate_schema_name\((?<custom>\w+)(?:=none)?,\w+(?:=none)?\)%\}(?:\{%set(?<target>\w+)=target\.schema%\})?"
            + @"\{%if\k<custom>isnone%\}\{\{(?:\k<target>|target\.schema)\}\}"
            + @"\{%else%\}(?:\{\{(?:\k<target>|target\.schema)\}\}(?<before>_))?\{\{\k<custom>(?:\|trim)?\}\}\{%endif%\}\{%endmacro%\}",
        RegexOptions.IgnoreCase)]
    private static partial Regex Usual();
}

/// <summary>What becomes of a schema that a model says.</summary>
internal enum SchemaRule
{
    /// <summary>It stands behind the target's, which is dbt's default: <c>analytics_marts</c>.</summary>
    BehindTarget,

    /// <summary>It is the schema: <c>marts</c>.</summary>
    AsItIs,
}
