namespace Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;

/// <summary>The filters and methods that names are built with.</summary>
internal static class JinjaFilters
{
    /// <summary><c>value | filter</c>.</summary>
    public static JinjaValue Apply(JinjaValue value, string filter, IReadOnlyList<(string? Name, JinjaValue Value)> arguments)
    {
        if (value is JinjaValue.Unknown)
            return value;
        // A default replaces what is undefined, and every known value is defined.
        if (filter is "default" or "d")
            return arguments.Count > 1 ? NotRead(filter) : value;
        return value.Written is { } text ? Of(text, filter, Texts(arguments)) ?? NotRead(filter) : NotRead(filter);
    }

    /// <summary><c>value.method(…)</c>.</summary>
    public static JinjaValue Method(JinjaValue value, string method, IReadOnlyList<(string? Name, JinjaValue Value)> arguments)
    {
        if (value is JinjaValue.Unknown)
            return value;
        if (value is JinjaValue.Map { Name: null } map && method == "get"
            && arguments is [{ Value: JinjaValue.Text or JinjaValue.None }, ..])
        {
            return (arguments[0].Value is JinjaValue.Text key ? map.Values.GetValueOrDefault(key.Value) : null)
                ?? (arguments.Count > 1 ? arguments[1].Value : JinjaValue.Nothing);
        }

        if (value is not JinjaValue.Text { Value: var text })
            return NotRead(method);
        return (method, Texts(arguments)) switch
        {
            ("startswith", [var start]) => JinjaValue.Of(text.StartsWith(start, StringComparison.Ordinal)),
            ("endswith", [var end]) => JinjaValue.Of(text.EndsWith(end, StringComparison.Ordinal)),
            ("strip", []) => JinjaValue.Of(text.Trim()),
            (not "string" and not "trim", var texts) => Of(text, method, texts) ?? NotRead(method),
            _ => NotRead(method),
        };
    }

    private static JinjaValue? Of(string text, string name, string[]? arguments) => (name, arguments) switch
    {
        ("trim", []) => JinjaValue.Of(text.Trim()),
        ("lower", []) => JinjaValue.Of(text.ToLowerInvariant()),
        ("upper", []) => JinjaValue.Of(text.ToUpperInvariant()),
        ("string", []) => JinjaValue.Of(text),
        ("replace", [{ Length: > 0 } from, var to]) => JinjaValue.Of(text.Replace(from, to, StringComparison.Ordinal)),
        _ => null,
    };

    private static string[]? Texts(IReadOnlyList<(string? Name, JinjaValue Value)> arguments) =>
        arguments.All(a => a is { Name: null, Value: JinjaValue.Text }) ? [.. arguments.Select(a => a.Value.Written!)] : null;

    private static JinjaValue NotRead(string name) => new JinjaValue.Unknown($"{name}, which is not supported here");
}
