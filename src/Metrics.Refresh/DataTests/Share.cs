using System.Globalization;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.DataTests;

/// <summary>By how much a number may differ from an expected one: an amount (<c>0.01</c>) or a share of it (<c>5%</c>).</summary>
internal sealed partial record Share(decimal Number, bool IsPercent)
{
    public const string Expected = "a number such as 0.01, or a share such as 5%";

    public static Share None { get; } = new(0, false);

    public static Share? Parse(string text) => Form().Match(text) is { Success: true } match
        ? new Share(decimal.Parse(match.Groups["n"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
            match.Groups["p"].Success)
        : null;

    /// <summary>The share as a fraction of 1, as PostgreSQL reads it.</summary>
    public string Fraction => (Number / 100m).ToString(CultureInfo.InvariantCulture);

    /// <summary>The largest allowed difference from an expected number, both as SQL expressions.</summary>
    public string AllowedOf(string expected) => IsPercent ? $"abs({expected}) * {Fraction}" : Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The largest allowed difference from an expected number.</summary>
    public decimal AllowedOf(decimal expected) => IsPercent ? Math.Abs(expected) * Number / 100m : Number;

    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");

    [GeneratedRegex(@"^\s*(?<n>[0-9]{1,15}(\.[0-9]{1,9})?)\s*(?<p>%)?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
