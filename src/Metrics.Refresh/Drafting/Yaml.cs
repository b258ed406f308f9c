using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.Drafting;

/// <summary>Writes texts for YAML.</summary>
internal static partial class Yaml
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text as it is where that is safe, else in double quotes, which YAML and JSON escape alike.</summary>
    public static string Text(string text) =>
        Plain().IsMatch(text) && !Words().IsMatch(text) ? text : InHeader(JsonSerializer.Serialize(text, Relaxed));

    /// <summary>A text in double quotes, without what would end the header of a model.</summary>
    public static string InHeader(string quoted) => quoted.Replace("*/", @"*\u002f", StringComparison.Ordinal);

    /// <summary>The text on one line without control characters, for a comment or a terminal.</summary>
    public static string Comment(string text) => Breaks().Replace(text, " ");

    [GeneratedRegex(@"^(\.\./)?[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|yes|no|on|off|null|y|n)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    // Line breaks, control characters, and characters that change the direction of text.
    [GeneratedRegex(@"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")]
    private static partial Regex Breaks();
}
