using System.Globalization;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.DataTests;

/// <summary>How many bad rows are too many, as authors write it: <c>&gt; 10</c>, <c>!= 0</c>.</summary>
internal sealed partial record TestThreshold(string Operator, long Rows)
{
    public const string Expected = "a comparison with the number of bad rows, such as \"> 10\" or \"!= 0\"";

    /// <summary>Any bad row is too many.</summary>
    public static TestThreshold Any { get; } = new("!=", 0);

    public static TestThreshold? Parse(string text) =>
        Form().Match(text) is { Success: true } match
            ? new TestThreshold(match.Groups["op"].Value, long.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture)) : null;

    public bool Holds(long badRows) => Operator switch
    {
        ">" => badRows > Rows,
        ">=" => badRows >= Rows,
        "<" => badRows < Rows,
        "<=" => badRows <= Rows,
        "=" or "==" => badRows == Rows,
        _ => badRows != Rows,
    };

    public override string ToString() => $"{Operator} {Rows}";

    [GeneratedRegex(@"^\s*(?<op>>=|<=|==|!=|>|<|=)\s*(?<n>[0-9]{1,15})\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
