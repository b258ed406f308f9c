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

    // Words beside "policy" in a key that is about who may see what. The retention_policy of a table is not.
    private static readonly string[] OfSight =
        ["row", "rows", "column", "columns", "access", "security", "data", "metrics", "read", "level", "visibility", "permission"];

    // What rules of other systems consist of, by which somebody may write a policy who does not know ours.
    private static readonly string[] OfRules = ["filter", "where", "except", "roles", "allow", "deny", "action", "condition", "using"];

    private static readonly string[] Remarks = ["name", "role", "roles", "description"];

    // What somebody writes beside them who does not know where they belong.
    private static readonly string[] Abouts = [.. Remarks, "model", "table", "ref", "column", "columns", "dimension"];

    private static readonly string[] On = ["true", "yes", "on"];

    private static readonly string[] Off = ["false", "no", "off"];

    // The keys of a policy, as they are read.
    private static readonly string[] Read = ["unless", "rows", "mask", "hide", "public"];

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

    /// <summary>
    /// True for a key like <c>policies</c> with something like a policy in its value. A key of several words must be about who may see
    /// what, by its words or by its value.
    /// </summary>
    public static bool IsPolicies(YamlEntry entry)
    {
        if (!IsWhole(entry.Key.Text))
            return false;
        var inside = entry.Value.Whole().OfType<YamlValue.Mapping>().SelectMany(m => m.Entries).ToList();
        if (IsNearWhole(entry.Key.Text) && (inside.Exists(IsOfRule) || (entry.Value is YamlValue.Scalar { Text: var text } && AreIn(text))))
            return true;
        var parts = inside.Where(IsLikePart).ToList();
        return parts.Count > 0 && (IsOfSight(entry.Key.Text) || parts.Exists(IsOnlyOurs));
    }

    /// <summary>The same in a file of whoever: <c>policies</c>, not mistyped, with a policy's own keys right in it.</summary>
    public static bool IsExactlyPolicies(YamlEntry entry) =>
        (Wholes.Contains(entry.Key.Text, StringComparer.OrdinalIgnoreCase) || IsOfSight(entry.Key.Text))
        && (entry.Value is YamlValue.Sequence list ? list.Items : [entry.Value]).OfType<YamlValue.Mapping>()
            .Any(m => m.Entries.Any(
                e => e.Key.Text != "public" && Read.Contains(e.Key.Text, StringComparer.Ordinal) && IsLikePart(e)));

    /// <summary>
    /// True for a mapping with a policy's keys, perhaps beside what it is about, and with values that other tools' settings do not have.
    /// </summary>
    public static bool IsPolicy(YamlValue.Mapping mapping) =>
        mapping.Entries.All(e => Read.Contains(e.Key.Text, StringComparer.Ordinal) || Abouts.Contains(e.Key.Text, StringComparer.Ordinal))
        && (IsOfTable(mapping) || mapping.Entries.Any(e => IsLikePart(e) && (IsOnlyOurs(e)
            || (e.Key.Text == "mask" && e.Value is YamlValue.Sequence)
            || (e.Key.Text == "rows" && e.Value is YamlValue.Scalar { Text: var text } && Condition().IsMatch(text)))));

    // {table: fct_orders, column: status, hide: true}
    private static bool IsOfTable(YamlValue.Mapping mapping) => mapping.Entries.Any(e => e.Key.Text is "table" or "model")
        && mapping.Entries.Any(e => e.Key.Text is "hide" or "mask" && e.Value is YamlValue.Scalar { Text: var text } && IsOn(text));

    private static bool IsOn(string flag) => On.Contains(flag, StringComparer.OrdinalIgnoreCase);

    /// <summary>True for an entry of a policy that says neither what is hidden nor of which table.</summary>
    public static bool IsRemark(YamlEntry entry) => Remarks.Contains(entry.Key.Text, StringComparer.Ordinal);

    /// <summary>True for a key like a policy's, unless its value is a number or a flag.</summary>
    public static bool IsBarePart(YamlEntry entry) => IsNearPart(entry.Key.Text) && IsLikePart(entry);

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

    private static bool IsOfSight(string key) => IsNearWhole(key) || (Words().Matches(key).Select(m => m.Value).ToList() is var words
        && words.Exists(IsPolic) && words.TrueForAll(w => IsPolic(w) || OfSight.Contains(w, StringComparer.OrdinalIgnoreCase)));

    private static bool IsPolic(string word) => word.StartsWith("polic", StringComparison.OrdinalIgnoreCase);

    private static bool IsNearWhole(string key) => NearestNames.To(key, Wholes).Count > 0;

    // A flag counts here: policies: {hide: true}.
    private static bool IsOfRule(YamlEntry entry) => OfRules.Contains(entry.Key.Text, StringComparer.OrdinalIgnoreCase)
        || (IsPart(entry.Key.Text) && (IsLikePart(entry) || (entry.Value is YamlValue.Scalar { Text: var text } && IsFlag(text))));

    // No other tool's setting has these: names to hide, unless: {role: …}, the caller's attributes.
    private static bool IsOnlyOurs(YamlEntry entry) =>
        (entry.Key.Text.Equals("hide", StringComparison.OrdinalIgnoreCase) && entry.Value is not YamlValue.Mapping)
        || (entry.Key.Text.Equals("unless", StringComparison.OrdinalIgnoreCase)
            && entry.Value is YamlValue.Mapping unless && unless.Entries.Any(e => e.Key.Text == "role"))
        || entry.Value.Whole().OfType<YamlValue.Scalar>().Any(s => s.Text.Contains("principal.", StringComparison.OrdinalIgnoreCase));

    // Conditions are texts, names are lists or texts. The retention_policy of a table has rows: 30.
    private static bool IsLikePart(YamlEntry entry) =>
        IsPart(entry.Key.Text) && (entry.Value is not YamlValue.Scalar { Quoted: false } plain || !IsNumberOrFlag(plain.Text));

    private static bool IsNumberOrFlag(string text) =>
        IsFlag(text) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsFlag(string text) => IsOn(text) || Off.Contains(text, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"[=<>{]|\b(in|like|between|is)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();

    // Also those of accessPolicies.
    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"(^[\s#-]*|[{,]\s*)[""']?(?<key>[A-Za-z_][\w-]*)[""']?\s*:|\?\s*[""']?(?<key>[A-Za-z_][\w-]*)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex WrittenKey();
}
