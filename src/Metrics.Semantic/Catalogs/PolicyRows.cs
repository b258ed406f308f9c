using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// A condition on rows in this project's grammar, in which <c>{{ principal.countries }}</c> means the values of an attribute of the caller.
/// </summary>
/// <param name="Condition">The condition.</param>
/// <param name="Attributes">The attributes that it uses.</param>
public sealed partial record PolicyRows(Filter Condition, EquatableList<string> Attributes)
{
    /// <summary>The condition, or the errors in its text.</summary>
    public static Outcome<PolicyRows> Parse(string text)
    {
        // In dbt, templates stand in quotes. Here that is a text, which nothing equals, and whose negation is true for every row.
        if (QuotedText().Matches(text).Any(m => m.Value.Contains("{{", StringComparison.Ordinal)))
        {
            return Outcome<PolicyRows>.Refused(new Diagnostic(
                DiagnosticCode.WrongValue, "a template in quotes is a text, and not a value of the caller",
                    Hint: "write {{ principal.countries }} without quotes"));
        }

        var parsed = FilterParser.ParsePolicy(text);
        if (!parsed.Succeeded(out var filter))
            return Outcome<PolicyRows>.Refused(parsed.Diagnostics);
        if (AttributeFilling.IsAlwaysTrue(filter))
        {
            return Outcome<PolicyRows>.Refused(new Diagnostic(
                DiagnosticCode.WrongValue, "it names no column and is true for every row, so it restricts nothing",
                    Hint: "leave the policy out if all rows may be seen"));
        }

        if (AlwaysTrue.Is(filter))
        {
            return Outcome<PolicyRows>.Refused(new Diagnostic(
                DiagnosticCode.WrongValue, "it is true for every row, whatever its columns' values are, so it holds back nothing",
                    Hint: "leave the policy out if all may be seen, or write 'is not null' if only rows without a value are meant"));
        }

        var attributes = new SortedSet<string>(StringComparer.Ordinal);
        AttributeFilling.Fill(filter, attribute =>
        {
            attributes.Add(attribute);
            return [""];
        });
        return Outcome<PolicyRows>.Of(new PolicyRows(filter, attributes.ToEquatableList()));
    }

    [GeneratedRegex("'([^']|'')*'", RegexOptions.ExplicitCapture)]
    private static partial Regex QuotedText();

    /// <summary>
    /// The condition with a principal's values. Null when an attribute has no value, or several where one is needed; then no row may be
    /// seen.
    /// </summary>
    public Filter? For(Principal principal) =>
        Attributes.Any(a => principal.Values(a).Count == 0) ? null : AttributeFilling.Fill(Condition, principal.Values);
}
