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

    /// <summary>True for a key like <c>policies</c> with something like a policy in its value.</summary>
    public static bool IsPolicies(YamlEntry entry) =>
        IsWhole(entry.Key.Text)
        && entry.Value.Whole().OfType<YamlValue.Mapping>().Any(m => m.Entries.Any(e => IsPart(e.Key.Text)));

    /// <summary>True when a text has such a key. The raw text is searched, as it may not be valid YAML.</summary>
    public static bool AreIn(string text) =>
        WrittenKey().Matches(text).Select(m => m.Groups["key"].Value).Distinct(StringComparer.OrdinalIgnoreCase).Any(IsOne);

    [GeneratedRegex(@"(?<![\w-])(?<key>[A-Za-z_][\w-]*)[""']?\s*:|\?\s*[""']?(?<key>[A-Za-z_][\w-]*)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WrittenKey();
}
