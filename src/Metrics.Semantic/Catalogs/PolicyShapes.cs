using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// What is written like a policy, judged by keys and values together. Inside definitions much counts, since only policies are about hiding
/// there; in files of whoever only what other tools' settings do not have.
/// </summary>
internal static partial class PolicyShapes
{
    // What rules of other systems consist of, by which somebody may write a policy who does not know ours.
    private static readonly string[] OfConditions = ["filter", "where", "condition", "using"];

    // Of these, one is enough.
    private static readonly string[] OnlyOfRules = ["filter", "where", "using", "except", "deny", "allow"];

    // A text has roles or an action without being a rule: {name: pii, action: review}.
    private static readonly string[] OfRules =
        [.. OnlyOfRules, "condition", "roles", "role", "action", "column", "columns", "field", "fields", "dimension", "dimensions"];

    private static readonly string[] Remarks = ["name", "role", "roles", "description"];

    private static readonly string[] Tables = ["model", "semantic_model", "table", "ref"];

    // What somebody writes beside them who does not know where they belong.
    private static readonly string[] Abouts = [.. Remarks, .. Tables, "column", "columns", "dimension"];

    private static readonly HashSet<string> Nothing = [];

    private static readonly string[] On = ["true", "yes", "on"];

    private static readonly string[] Off = ["false", "no", "off"];

    /// <summary>
    /// True for a key like <c>policies</c> with something like a policy in its value: a policy's own keys, a condition, or names of the
    /// file. A key of several words must be about who may see what, by its words or by its value.
    /// </summary>
    /// <param name="entry">A key of a definition, or of a file of definitions.</param>
    /// <param name="names">What the file defines; a list of dimensions among these is meant as a policy too.</param>
    public static bool IsPolicies(YamlEntry entry, IReadOnlySet<string> names)
    {
        var key = entry.Key.Text;
        if (!PolicyWords.IsWhole(key))
            return false;
        var inside = entry.Value.Whole().OfType<YamlValue.Mapping>().SelectMany(m => m.Entries).ToList();
        if (PolicyWords.IsNearWhole(key)
            && (inside.Exists(IsOwn) || entry.Value.Whole().OfType<YamlValue.Mapping>().Any(IsRuleOfOthers)
                || (entry.Value is YamlValue.Scalar { Text: var text } && PolicyWords.AreIn(text))))
            return true;
        if (PolicyWords.IsOfSight(key) && IsBound(entry.Value, names))
            return true;
        var parts = inside.Where(IsLikePart).ToList();
        return parts.Count > 0 && (PolicyWords.IsOfSight(key) || parts.Exists(IsOnlyOurs));
    }

    /// <summary>
    /// True for a key of a policy with a value that only a policy has, whatever is around it: <c>hide: [status]</c>,
    /// <c>unless: {role: …}</c>, <c>rows: "status = 'paid'"</c>.
    /// </summary>
    /// <param name="entry">The key and its value.</param>
    /// <param name="names">What the file defines; nothing for files of whoever.</param>
    public static bool IsRule(YamlEntry entry, IReadOnlySet<string> names) => PolicyWords.Last(entry.Key.Text).ToUpperInvariant() switch
    {
        "HIDE" or "MASK" => IsListOfNames(entry.Value) || (entry.Value is YamlValue.Scalar { Text: var name } && IsName(name, names)),
        "UNLESS" => HasRole(entry.Value),
        "ROWS" => entry.Value is YamlValue.Scalar { Text: var text } && IsCondition(text),
        _ => false,
    };

    /// <summary>True for <c>hide: true</c> and <c>mask: true</c>, as one may write in the meta of a dimension.</summary>
    public static bool IsFlagged(YamlEntry entry) => PolicyWords.Last(entry.Key.Text).ToUpperInvariant() is "HIDE" or "MASK"
        && entry.Value is YamlValue.Scalar { Text: var text } && IsOn(text);

    /// <summary>
    /// The same in a file of whoever: <c>policies</c>, not mistyped, with a policy's own keys right in it, or with conditions on a table.
    /// </summary>
    public static bool IsExactlyPolicies(YamlEntry entry) =>
        (PolicyWords.IsExactWhole(entry.Key.Text) || PolicyWords.IsOfSight(entry.Key.Text))
        && (entry.Value is YamlValue.Sequence list ? list.Items : [entry.Value]).OfType<YamlValue.Mapping>()
            .Any(m => m.Entries.Any(e => IsRule(e, Nothing) || IsNameOfTable(e, m)) || HasConditionOfTable(m));

    /// <summary>
    /// True for a mapping with a policy's keys, perhaps beside what it is about, and with values that other tools' settings do not have.
    /// </summary>
    public static bool IsPolicy(YamlValue.Mapping mapping) =>
        mapping.Entries.All(e => PolicyWords.Read.Contains(e.Key.Text) || Abouts.Contains(e.Key.Text, StringComparer.Ordinal))
        && (IsOfTable(mapping) || mapping.Entries.Any(e => IsLikePart(e) && (IsOnlyOurs(e) || IsRule(e, Nothing))));

    /// <summary>True for a condition beside a table: <c>{model: orders, filter: "status = 'paid'"}</c>.</summary>
    public static bool HasConditionOfTable(YamlValue.Mapping mapping) => HasTable(mapping) && mapping.Entries.Any(IsConditionOf);

    /// <summary>The entries that make such a condition.</summary>
    public static IEnumerable<YamlEntry> ConditionOfTable(YamlValue.Mapping mapping) =>
        mapping.Entries.Where(e => IsTable(e) || IsConditionOf(e));

    /// <summary>True for the entry of a policy that says of which table it is.</summary>
    public static bool IsTable(YamlEntry entry) => Tables.Contains(entry.Key.Text, StringComparer.OrdinalIgnoreCase);

    private static bool IsConditionOf(YamlEntry entry) => OfConditions.Contains(entry.Key.Text, StringComparer.OrdinalIgnoreCase)
        && entry.Value is YamlValue.Scalar { Text: var text } && IsCondition(text);

    /// <summary>True for an entry of a policy that says neither what is hidden nor of which table.</summary>
    public static bool IsRemark(YamlEntry entry) => Remarks.Contains(entry.Key.Text, StringComparer.Ordinal);

    /// <summary>True for a key like a policy's, unless its value is a number or a flag.</summary>
    public static bool IsBarePart(YamlEntry entry) => PolicyWords.IsNearPart(entry.Key.Text) && IsLikePart(entry);

    /// <summary>True for a word like <c>private</c>, unless its value says that it is not so.</summary>
    public static bool IsSecret(YamlEntry entry) => PolicyWords.IsSecret(entry.Key.Text)
        && !(entry.Value is YamlValue.Scalar { Text: var text } && IsOpen(PolicyWords.Last(entry.Key.Text), text));

    private static bool IsOpen(string key, string flag) =>
        (key.Equals("visible", StringComparison.OrdinalIgnoreCase) ? On : Off).Contains(flag, StringComparer.OrdinalIgnoreCase);

    // A rule in whatever words, which is about a dimension that the file defines or has a condition.
    private static bool IsBound(YamlValue value, IReadOnlySet<string> names) => value switch
    {
        YamlValue.Sequence list => list.Items.Any(i => IsBound(i, names)),
        YamlValue.Mapping mapping => mapping.Entries.Any(
            e => !IsRemark(e) && (IsMember(e.Key.Text, names) || IsBound(e.Value, names))),
        YamlValue.Scalar scalar => IsComparison(scalar.Text) || IsMember(scalar.Text, names),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static bool IsName(string text, IReadOnlySet<string> names) =>
        names.Contains(text) || (text.Contains("__", StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal));

    // order__status: {status: …} could be anything.
    private static bool IsMember(string text, IReadOnlySet<string> names) =>
        text.LastIndexOf("__", StringComparison.Ordinal) is var at and > 0 && names.Contains(text[(at + 2)..]);

    private static bool IsListOfNames(YamlValue value) =>
        value is YamlValue.Sequence { Items.Count: > 0 } list && list.Items.All(i => i is YamlValue.Scalar);

    private static bool HasRole(YamlValue value) =>
        value is YamlValue.Mapping mapping && mapping.Entries.Any(e => e.Key.Text is "role" or "roles");

    private static bool HasTable(YamlValue.Mapping mapping) => mapping.Entries.Any(IsTable);

    // {roles: [admin], action: deny}, but not {name: pii, action: review}.
    private static bool IsRuleOfOthers(YamlValue.Mapping mapping) =>
        mapping.Entries.Any(e => OnlyOfRules.Contains(e.Key.Text, StringComparer.OrdinalIgnoreCase))
        || mapping.Entries.Count(e => OfRules.Contains(e.Key.Text, StringComparer.OrdinalIgnoreCase)) > 1;

    // {table: fct_orders, hide: status}
    private static bool IsNameOfTable(YamlEntry entry, YamlValue.Mapping within) => entry.Key.Text is "hide" or "mask"
        && entry.Value is YamlValue.Scalar { Text: var text } && !IsNumberOrFlag(text) && HasTable(within);

    // {table: fct_orders, column: status, hide: true}
    private static bool IsOfTable(YamlValue.Mapping mapping) => mapping.Entries.Any(e => e.Key.Text is "table" or "model")
        && mapping.Entries.Any(e => e.Key.Text is "hide" or "mask" && e.Value is YamlValue.Scalar { Text: var text } && IsOn(text));

    // A flag counts here: policies: {hide: true}.
    private static bool IsOwn(YamlEntry entry) => PolicyWords.IsPart(entry.Key.Text)
        && (IsLikePart(entry) || (entry.Value is YamlValue.Scalar { Text: var text } && IsFlag(text)));

    // No other tool's setting has these: names to hide, unless: {role: …}, the caller's attributes.
    private static bool IsOnlyOurs(YamlEntry entry) =>
        (entry.Key.Text.Equals("hide", StringComparison.OrdinalIgnoreCase) && entry.Value is not YamlValue.Mapping)
        || (entry.Key.Text.Equals("unless", StringComparison.OrdinalIgnoreCase) && HasRole(entry.Value))
        || entry.Value.Whole().OfType<YamlValue.Scalar>().Any(s => s.Text.Contains("principal.", StringComparison.OrdinalIgnoreCase));

    // Conditions are texts, names are lists or texts. The retention_policy of a table has rows: 30.
    private static bool IsLikePart(YamlEntry entry) => PolicyWords.IsPart(entry.Key.Text)
        && (entry.Value is not YamlValue.Scalar { Quoted: false } plain || !IsNumberOrFlag(plain.Text));

    private static bool IsNumberOrFlag(string text) =>
        IsFlag(text) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsOn(string flag) => On.Contains(flag, StringComparer.OrdinalIgnoreCase);

    private static bool IsFlag(string text) => IsOn(text) || Off.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static bool IsCondition(string text) => Condition().IsMatch(text);

    // Among other texts, such as addresses (https://wiki/x?page=2, <ana@shop.test>) and Jinja.
    private static bool IsComparison(string text) =>
        !text.Contains("://", StringComparison.Ordinal) && Comparison().IsMatch(text);

    [GeneratedRegex(@"[\w"")}\]]\s*(=|<>|!=|<=?|>=?)\s*['""\d({\[]|[\w"")}\]]\s+(=|<>|!=|<=?|>=?)\s+\w"
        + @"|\{\{\s*(Dimension|TimeDimension|Entity|principal)\b|\b(not\s+)?in\s*\(|\b(i?like|contains)\s*['""]"
        + @"|\bis\s+(not\s+)?(null|true|false)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Comparison();

    // Not prose such as "one row in each order".
    [GeneratedRegex(@"[=<>]|\{\{|\b(not\s+)?in\s*[(\[]|\b(i?like|contains)\s*['""]|\bbetween\s+\S+\s+and\b"
        + @"|\bis\s+(not\s+)?(null|true|false)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();
}
