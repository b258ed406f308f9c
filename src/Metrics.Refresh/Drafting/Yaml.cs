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

    /// <summary>For a comment: on one line.</summary>
    public static string Comment(string text) => Breaks().Replace(text, " ");

    [GeneratedRegex(@"^(\.\./)?[A-Za-z][A-Za-z0-9_./-]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex("^(true|false|yes|no|on|off|null|y|n)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Words();

    [GeneratedRegex(@"[\x00-\x1f\x7f\u0085\u2028\u2029]+")]
    private static partial Regex Breaks();
}
