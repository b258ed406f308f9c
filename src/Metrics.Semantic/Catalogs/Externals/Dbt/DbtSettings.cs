using System.Text.RegularExpressions;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>What dbt's configuration says about a table's place; later settings override earlier ones, key by key.</summary>
internal sealed partial record DbtSettings
{
    /// <summary>A text, or Jinja that must be evaluated to know it. A null text is an explicit <c>none</c>.</summary>
    internal readonly record struct Said(string? Text, bool IsComputed)
    {
        /// <summary>True where the text is an expression, as in a model's own <c>config(schema=var('place'))</c>.</summary>
        public bool IsExpression { get; init; }
    }

    public static DbtSettings Nothing { get; } = new();

    public Said? Schema { get; init; }

    /// <summary>The schema of a snapshot, which dbt uses unchanged.</summary>
    public Said? TargetSchema { get; init; }

    public Said? Alias { get; init; }

    public Said? Database { get; init; }

    /// <summary>Null unless a plain true or false is configured.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The first setting that needs Jinja; null when all are plain.</summary>
    public string? Computed => this switch
    {
        { Schema.IsComputed: true } or { TargetSchema.IsComputed: true } => "schema",
        { Alias.IsComputed: true } => "alias",
        { Database.IsComputed: true } => "database",
        _ => null,
    };

    /// <summary>These settings, overridden by others.</summary>
    public DbtSettings With(DbtSettings later) => new()
    {
        Schema = later.Schema ?? Schema, TargetSchema = later.TargetSchema ?? TargetSchema, Alias = later.Alias ?? Alias,
        Database = later.Database ?? Database, Enabled = later.Enabled ?? Enabled,
    };

    /// <summary>
    /// The settings of a mapping: <c>config:</c> of a properties file, or a level of <c>dbt_project.yml</c>, where keys may begin with a
    /// plus.
    /// </summary>
    public static DbtSettings Of(YamlValue? value)
    {
        if (value is not YamlValue.Mapping mapping)
            return Nothing;
        return Of(key => mapping.Entries.FirstOrDefault(e => e.Key.Text == key || e.Key.Text == "+" + key)?.Value is YamlValue.Scalar found
            ? Read(found.IsNull ? null : found.Text)
            : null);
    }

    /// <summary>The settings in the <c>config(…)</c> calls of a model's own text.</summary>
    public static DbtSettings OfCode(string code)
    {
        var (settings, said) = (Nothing, Comment().Replace(code, " "));
        foreach (Match call in ConfigCall().Matches(said))
        {
            var arguments = Parts(said, call.Index + call.Length);
            // config({'alias': …}) means the same.
            if (arguments is [var only] && only.TrimStart().StartsWith('{'))
                arguments = Parts(only, only.IndexOf('{', StringComparison.Ordinal) + 1);
            // Inside an if, whether dbt runs this call depends on the condition.
            var isSure = If().Count(said.AsSpan(0, call.Index)) == EndIf().Count(said.AsSpan(0, call.Index));
            var values = arguments.Select(a => Argument().Match(a)).Where(m => m.Success)
                .GroupBy(m => m.Groups["key"].Value).ToDictionary(g => g.Key, g => isSure ? Value(g.Last()) : WithinIf);
            settings = settings.With(Of(key => values.TryGetValue(key, out var found) ? found : null));
        }

        return settings;
    }

    private static DbtSettings Of(Func<string, Said?> find) => new()
    {
        Schema = find("schema"), TargetSchema = find("target_schema"), Alias = find("alias"),
        Database = find("database") ?? find("project"),
        Enabled = find("enabled") is { IsComputed: false, Text: { } text } && bool.TryParse(text, out var flag) ? flag : null,
    };

    private static Said WithinIf { get; } = new("the_if_around_config", IsComputed: true) { IsExpression = true };

    private static Said Read(string? text) => new(text, text?.Contains("{{", StringComparison.Ordinal) == true);

    private static Said Value(Match argument) => argument.Groups["text"] is { Success: true } text ? Read(text.Value)
        : argument.Groups["word"].Value.Trim() switch
        {
            "none" or "None" or "null" => new Said(null, IsComputed: false),
            var word and ("false" or "False" or "true" or "True") => Read(word),
            var word => new Said(word, IsComputed: true) { IsExpression = true },
        };

    // The parts between commas, up to the closing bracket; quoted texts and inner brackets are not split.
    private static List<string> Parts(string code, int from)
    {
        var (parts, depth, quote, begin) = (new List<string>(), 1, '\0', from);
        for (var i = from; i < code.Length; i++)
        {
            if (quote != '\0')
            {
                quote = code[i] == quote ? '\0' : quote;
                continue;
            }

            if (code[i] is '\'' or '"')
                quote = code[i];
            else if (code[i] is '(' or '[' or '{')
                depth++;
            else if (code[i] is ')' or ']' or '}')
                depth--;
            if (depth == 0 || (depth == 1 && code[i] == ','))
            {
                parts.Add(code[begin..i]);
                begin = i + 1;
            }

            if (depth == 0)
                return parts;
        }

        return parts;
    }

    [GeneratedRegex(@"\{#.*?#\}", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\{%-?\s*if\b")]
    private static partial Regex If();

    [GeneratedRegex(@"\{%-?\s*endif\b")]
    private static partial Regex EndIf();

    [GeneratedRegex(@"(?<![\w.])(?:dbt\s*\.\s*)?config\s*\(")]
    private static partial Regex ConfigCall();

    [GeneratedRegex(
        """^\s*['"]?(?<key>\w+)['"]?\s*[=:]\s*(?:(?:'(?<text>[^']*)'|"(?<text>[^"]*)")\s*$|(?<word>.+)$)""",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Argument();
}
