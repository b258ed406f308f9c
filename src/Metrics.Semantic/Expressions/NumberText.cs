using System.Text.RegularExpressions;

namespace Metrics.Semantic.Expressions;

/// <summary>Numbers as many people write them: with a decimal comma, or with separators between thousands.</summary>
public static partial class NumberText
{
    private const int Longest = 40;
    private const string Rule = "write decimals with a point, and thousands without a separator";

    /// <summary>A hint on how to write the number; null for a text that is no number, or too long to be one.</summary>
    public static string? Hint(string written) => written.Length > Longest ? null : written.Trim() switch
    {
        var text when Doubtful().IsMatch(text) => $"{Rule}: {text.Replace(",", "")} or {text.Replace(',', '.')}",
        var text when Comma().IsMatch(text) => $"{Rule}: {text.Replace(".", "").Replace(',', '.')}",
        var text when Marks().IsMatch(text) => $"{Rule}: {text.Replace(",", "")}",
        _ => null,
    };

    /// <summary>The same for a number around a comma in a text.</summary>
    public static string? HintAround(string text, int comma)
    {
        var (from, to) = (comma, comma + 1);
        while (from > 0 && IsOfNumber(text[from - 1]))
            from--;
        while (to < text.Length && IsOfNumber(text[to]))
            to++;
        return to == comma + 1 ? null : Hint(text[from..to]);
    }

    private static bool IsOfNumber(char c) => char.IsAsciiDigit(c) || c is '.' or ',';

    // 1,500 may mean 1500 or 1.5.
    [GeneratedRegex(@"^[-+]?\d{1,3},\d{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex Doubtful();

    [GeneratedRegex(@"^[-+]?(\d+|\d{1,3}(\.\d{3})+),\d+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Comma();

    [GeneratedRegex(@"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Marks();
}
