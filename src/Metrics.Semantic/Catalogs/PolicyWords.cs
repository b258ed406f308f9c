using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// Keys that are, or may have been meant as, <c>policies</c> or a part of one. All places that decide whether a text may be meant to hide
/// something ask here, so that a mistyped key closes a table wherever it is written and however the text comes into force.
/// </summary>
internal static partial class PolicyWords
{
    /// <summary>The key, under <c>config.meta.metrics</c> of a semantic model.</summary>
    public const string Key = "policies";

    // dbt's own key of a column for tags of BigQuery; nothing of this project's.
    private const string DbtTags = "policy_tags";

    private static readonly string[] Wholes = [Key, "policy"];

    private static readonly string[] Secrets =
        ["secret", "private", "is_private", "confidential", "sensitive", "restricted", "restricted_to", "visible", "visible_to", "roles"];

    private static readonly string[] Parts =
        ["rows", "row", "mask", "masks", "masked", "hide", "hides", "hidden", "unless", "public"];

    /// <summary>True for <c>policies</c>, in any case, mistyped or as a part of another word: <c>polices</c>, <c>row_policy</c>.</summary>
    public static bool IsWhole(string key) =>
        !key.Equals(DbtTags, StringComparison.OrdinalIgnoreCase)
        && (key.Contains("polic", StringComparison.OrdinalIgnoreCase) || NearestNames.To(key, Wholes).Count > 0);

    /// <summary>True for a key inside a policy, in any case, mistyped or as a word of another: <c>hide</c>, <c>row_filter</c>.</summary>
    public static bool IsPart(string key) =>
        NearestNames.To(key, Parts).Count > 0 || key.Split('_', '-').Any(w => Parts.Contains(w, StringComparer.OrdinalIgnoreCase));

    /// <summary>True for either.</summary>
    public static bool IsOne(string key) => IsWhole(key) || IsPart(key);

    /// <summary>True for a word that sources and other tools have for what not everybody may see: it means nothing here.</summary>
    public static bool IsSecret(string key) => Secrets.Contains(key, StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a key inside a policy, in any case or mistyped, but not as a word of another.</summary>
    public static bool IsNearPart(string key) => NearestNames.To(key, Parts).Count > 0;

    /// <summary>True for a key like <c>policies</c> with something like a policy in its value.</summary>
    public static bool IsPolicies(YamlEntry entry) =>
        IsWhole(entry.Key.Text) && entry.Value.Whole().OfType<YamlValue.Mapping>().Any(m => m.Entries.Any(IsLikePart));

    /// <summary>True when a text has such a key. The raw text is searched, as it may not be valid YAML, and its comments too.</summary>
    public static bool AreIn(string text) => WrittenKey().Matches(text).Select(m => m.Groups["key"].Value)
        .Distinct(StringComparer.OrdinalIgnoreCase).Any(k => IsWhole(k) || IsNearPart(k));

    /// <summary>True when a text has a key like <c>policies</c>.</summary>
    public static bool AreWholeIn(string text) => WrittenKey().Matches(text).Any(m => IsWhole(m.Groups["key"].Value));

    // Conditions are texts, names are lists or texts. The retention_policy of a table has rows: 30.
    private static bool IsLikePart(YamlEntry entry) =>
        IsPart(entry.Key.Text) && (entry.Value is not YamlValue.Scalar { Quoted: false } plain || !IsNumberOrFlag(plain.Text));

    private static bool IsNumberOrFlag(string text) =>
        bool.TryParse(text, out _) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    [GeneratedRegex(@"(^[\s#-]*|[{,]\s*)[""']?(?<key>[A-Za-z_][\w-]*)[""']?\s*:|\?\s*[""']?(?<key>[A-Za-z_][\w-]*)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex WrittenKey();
}
