using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.Drafting;

/// <summary>Texts as YAML takes them.</summary>
internal static partial class Yaml
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As it is where that is safe, else in double quotes, which YAML and JSON write alike.</summary>
    public static string Text(string text) =>
        Plain().IsMatch(text) && !Words().IsMatch(text) ? text : JsonSerializer.Serialize(text, Relaxed);

    /// <summary>For a comment, or a line of a terminal: on one line, with nothing that is no sign.</summary>
    public static string Comment(string text) => Breaks().Replace(text, " ");

    [GeneratedRegex(@"^(\.\./)?[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|yes|no|on|off|null|y|n)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    // And what a terminal would do something at, or turn around.
    [GeneratedRegex(@"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")]
    private static partial Regex Breaks();
}
