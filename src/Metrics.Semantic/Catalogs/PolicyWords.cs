using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Keys that are, or may have been meant as, <c>policies</c> or a part of one. All places that decide whether a text may be meant to hide
/// something ask here, so that a mistyped key closes a table wherever it is written and however the text comes into force.
/// <see cref="PolicyShapes"/> judges their values.
/// </summary>
internal static partial class PolicyWords
{
    /// <summary>The key, under <c>config.meta.metrics</c> of a semantic model.</summary>
    public const string Key = "policies";

    // dbt's own key of a column for tags of BigQuery; nothing of this project's.
    private const string DbtTags = "policy_tags";

    private static readonly string[] Wholes = [Key, "policy"];

    // Words beside "policy" in a key that is about who may see what. The retention_policy of a table is not.
    private static readonly string[] OfSight =
    [
        "row", "rows", "column", "columns", "access", "security", "data", "metrics", "read", "level", "visibility", "permission", "meta",
        "config", "semantic", "model",
    ];

    private static readonly string[] Paths = ["config", "meta", "metrics", "semantic_model"];

    private static readonly string[] Secrets =
        ["secret", "private", "is_private", "confidential", "sensitive", "restricted", "restricted_to", "visible", "visible_to", "roles"];

    private static readonly string[] Parts =
        ["rows", "row", "mask", "masks", "masked", "hide", "hides", "hidden", "unless", "public"];

    /// <summary>The keys of a policy, as they are read.</summary>
    public static IReadOnlyList<string> Read { get; } = ["unless", "rows", "mask", "hide", "public"];

    /// <summary>True for <c>policies</c>, in any case, mistyped or as a part of another word: <c>polices</c>, <c>row_policy</c>.</summary>
    public static bool IsWhole(string key) =>
        !key.Equals(DbtTags, StringComparison.OrdinalIgnoreCase)
        && (key.Contains("polic", StringComparison.OrdinalIgnoreCase) || IsNearWhole(key));

    /// <summary>The same, but not as a part of another word.</summary>
    public static bool IsNearWhole(string key) => NearestNames.To(Last(key), Wholes).Count > 0;

    /// <summary>True for <c>policies</c> or <c>policy</c> alone, in any case.</summary>
    public static bool IsExactWhole(string key) => Wholes.Contains(Last(key), StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a key like it, or one of several words that are all about who may see what: <c>accessPolicies</c>.</summary>
    public static bool IsOfSight(string key) => IsNearWhole(key) || (Words().Matches(key).Select(m => m.Value).ToList() is var words
        && words.Exists(IsPolic) && words.TrueForAll(w => IsPolic(w) || OfSight.Contains(w, StringComparer.OrdinalIgnoreCase)));

    /// <summary>True for a key inside a policy, in any case, mistyped or as a word of another: <c>hide</c>, <c>row_filter</c>.</summary>
    public static bool IsPart(string key) =>
        IsNearPart(key) || key.Split('_', '-').Any(w => Parts.Contains(w, StringComparer.OrdinalIgnoreCase));

    /// <summary>True for either.</summary>
    public static bool IsOne(string key) => IsWhole(key) || IsPart(key);

    /// <summary>True for a word that sources and other tools have for what not everybody may see: it means nothing here.</summary>
    public static bool IsSecret(string key) => Secrets.Contains(Last(key), StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a key inside a policy, in any case or mistyped, but not as a word of another.</summary>
    public static bool IsNearPart(string key) => NearestNames.To(Last(key), Parts).Count > 0;

    /// <summary>
    /// A key without the path to where policies are and without the plus sign of dbt's project file: <c>+meta</c>,
    /// <c>meta.metrics.policies</c>. Other dots are part of somebody's key.
    /// </summary>
    public static string Last(string key)
    {
        var words = key.TrimStart('+').Split('.');
        return words.Length == 1 || words[..^1].All(w => Paths.Contains(w, StringComparer.OrdinalIgnoreCase)) ? words[^1] : key;
    }

    /// <summary>True when a text has such a key. The raw text is searched, as it may not be valid YAML, and its comments too.</summary>
    public static bool AreIn(string text) => WrittenKey().Matches(text).Select(m => m.Groups["key"].Value)
        .Distinct(StringComparer.OrdinalIgnoreCase).Any(k => IsWhole(k) || IsNearPart(k));

    /// <summary>True when a text has a key for what not everybody may see.</summary>
    public static bool SecretsAreIn(string text) => WrittenKey().Matches(text).Any(m => IsSecret(m.Groups["key"].Value));

    /// <summary>
    /// True when a text that is not YAML has a key like <c>policies</c>, and not only as a word of another, and one of a policy's own.
    /// </summary>
    public static bool AreWholeIn(string text)
    {
        var keys = WrittenKey().Matches(text).Select(m => m.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        return keys.Any(IsOfSight) && keys.Overlaps(Read);
    }

    private static bool IsPolic(string word) => word.StartsWith("polic", StringComparison.OrdinalIgnoreCase);

    // Also those of accessPolicies.
    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"(^[ \t#-]*|[{,]\s*)[""']?(?<key>[A-Za-z_+][\w.+-]*)[""']?\s*:|\?\s*[""']?(?<key>[A-Za-z_+][\w.+-]*)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex WrittenKey();
}
