using System.Text.RegularExpressions;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>What dbt's configuration says of a table's place; later ones take the place of earlier ones, key by key.</summary>
internal sealed partial record DbtSettings
{
    /// <summary>A text, or that Jinja would have to be run to know it; nothing when it is not said.</summary>
    internal readonly record struct Said(string? Text, bool IsComputed);

    public static DbtSettings Nothing { get; } = new();

    public Said? Schema { get; init; }

    /// <summary>The schema of a snapshot, which dbt takes as it is.</summary>
    public Said? TargetSchema { get; init; }

    public Said? Alias { get; init; }

    public Said? Database { get; init; }

    /// <summary>False for <c>enabled: false</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The first of them that only Jinja could tell; null when all are plain.</summary>
    public string? Computed => this switch
    {
        { Schema.IsComputed: true } or { TargetSchema.IsComputed: true } => "schema",
        { Alias.IsComputed: true } => "alias",
        { Database.IsComputed: true } => "database",
        _ => null,
    };

    /// <summary>These, and over them others.</summary>
    public DbtSettings With(DbtSettings later) => new()
    {
        Schema = later.Schema ?? Schema, TargetSchema = later.TargetSchema ?? TargetSchema, Alias = later.Alias ?? Alias,
        Database = later.Database ?? Database, Enabled = later.Enabled && Enabled,
    };

    /// <summary>Of a mapping: <c>config:</c> of a properties file, or one level of <c>dbt_project.yml</c>, where keys may begin with a plus.</summary>
    public static DbtSettings Of(YamlValue? value)
    {
        if (value is not YamlValue.Mapping mapping)
            return Nothing;
        Said? Find(string key) => mapping.Entries.FirstOrDefault(e => e.Key.Text == key || e.Key.Text == "+" + key)?.Value is YamlValue.Scalar found
            ? Read(found.IsNull ? null : found.Text) : null;
        return new DbtSettings
        {
            Schema = Find("schema"), TargetSchema = Find("target_schema"), Alias = Find("alias"), Database = Find("database") ?? Find("project"),
            Enabled = !(Find("enabled") is { IsComputed: false, Text: { } enabled } && enabled.Equals("false", StringComparison.OrdinalIgnoreCase)),
        };
    }

    /// <summary>Of the <c>config(…)</c> calls in a model's own text.</summary>
    public static DbtSettings OfCode(string code)
    {
        var settings = Nothing;
        foreach (Match call in ConfigCall().Matches(Comment().Replace(code, " ")))
        {
            var said = new Dictionary<string, Said>(StringComparer.Ordinal);
            foreach (Match argument in Argument().Matches(Arguments(code: Comment().Replace(code, " "), from: call.Index + call.Length)))
            {
                var text = argument.Groups["text"];
                var word = argument.Groups["word"].Value.Trim();
                said[argument.Groups["key"].Value] = text.Success ? Read(text.Value)
                    : word is "none" or "None" or "null" ? new Said(null, IsComputed: false)
                    : word is "false" or "False" or "true" or "True" ? Read(word) : new Said(word, IsComputed: true);
            }

            Said? Find(string key) => said.TryGetValue(key, out var found) ? found : null;
            settings = settings.With(new DbtSettings
            {
                Schema = Find("schema"), TargetSchema = Find("target_schema"), Alias = Find("alias"), Database = Find("database"),
                Enabled = !(Find("enabled") is { IsComputed: false, Text: "false" or "False" }),
            });
        }

        return settings;
    }

    private static Said Read(string? text) => new(text, text?.Contains("{{", StringComparison.Ordinal) == true);

    // Up to the parenthesis that closes the call, texts and inner calls aside.
    private static string Arguments(string code, int from)
    {
        var (depth, quote) = (1, '\0');
        for (var i = from; i < code.Length; i++)
        {
            if (quote != '\0')
                quote = code[i] == quote ? '\0' : quote;
            else if (code[i] is '\'' or '"')
                quote = code[i];
            else if (code[i] is '(' or '[')
                depth++;
            else if (code[i] is ')' or ']' && --depth == 0)
                return code[from..i];
        }

        return code[from..];
    }

    [GeneratedRegex(@"\{#.*?#\}", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w.])(?:dbt\s*\.\s*)?config\s*\(")]
    private static partial Regex ConfigCall();

    [GeneratedRegex(
        """(?<![\w])['"]?(?<key>schema|target_schema|alias|database|enabled)['"]?\s*[=:](?!=)\s*(?:(?:'(?<text>[^']*)'|"(?<text>[^"]*)")(?=\s*(?:[,})\]]|$))|(?<word>[^,]+))""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Argument();
}
