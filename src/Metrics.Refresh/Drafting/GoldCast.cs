using System.Text.RegularExpressions;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>SQL of gold models for columns that are loaded as text because rows of totals have a word there.</summary>
internal static partial class GoldCast
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Makes of a text what a declaration would have read; null when PostgreSQL reads it in another way.</summary>
    public static string? Of(ColumnReading reading, string column)
    {
        var text = $"nullif(trim({column}), '')";
        return (reading.Type.Kind, reading.Format) switch
        {
            (ColumnKind.Boolean, null) => $"{text}::boolean",
            (ColumnKind.BigInt, null) => $"{text}::bigint",
            (ColumnKind.Decimal, null) => $"{Point(text, reading)}::{Numeric(reading.Type)}",
            (ColumnKind.Double, null) => $"{Point(text, reading)}::double precision",
            (ColumnKind.Date, null) => $"{text}::date",
            (ColumnKind.Date, { } format) when Simple().IsMatch(format) => $"to_date({text}, '{Long(format)}')",
            (ColumnKind.Timestamp, null) => $"{text}::timestamp",
            (ColumnKind.TimestampTz, null) => $"{text}::timestamptz",
            (ColumnKind.Time, null) => $"{text}::time",
            _ => null,
        };
    }

    /// <summary>
    /// True for rows whose column has one of the words for totals, with any numbers in it, and any name of a group beside it.
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="words">The words.</param>
    /// <param name="others">Words of the column that are no totals: a pattern that would include one is not used.</param>
    /// <param name="mayBeNamed">Whether names beside the word make no other row one of them.</param>
    public static string IsAnyOf(string column, IReadOnlyList<string> words, IReadOnlyCollection<string> others, bool mayBeNamed)
    {
        // Names beside the same word are those of groups, of which the next file may have another.
        var beside = words.Where(w => !TotalWords.IsTotal(w) || TotalWords.IsPart(w)).ToList();
        var common = beside.Count > 1 && (mayBeNamed || beside.TrueForAll(TotalWords.IsPart))
            ? beside.Select(w => TotalWords.In(w)).Distinct().ToList() : [];
        var patterns = common is [{ } word] && beside.TrueForAll(w => w.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? words.Except(beside).Select(Pattern).Append($@"\m{word}\M").Distinct().ToList()
            : words.Select(Pattern).Distinct().ToList();
        var isPattern = words.Any(w => w.Any(char.IsAsciiDigit)) || patterns.Exists(p => p.StartsWith('\\'));
        if (isPattern && others.Any(o => patterns.Exists(p => Includes(p, o))))
            (patterns, isPattern) = (words.Select(w => $"^{Signs().Replace(w, @"\$0")}$").ToList(), false);
        // Braces are the templates' own.
        return isPattern || words.Any(w => w.Contains('{', StringComparison.Ordinal))
            ? $"trim({column}) ~* {Quoted(patterns.Count == 1 ? patterns[0] : string.Join('|', patterns))}"
            : words.Count == 1 ? $"trim({column}) = {Quoted(words[0])}" : $"trim({column}) in ({string.Join(", ", words.Select(Quoted))})";
    }

    private static bool Includes(string pattern, string word) => Regex.IsMatch(
        word, pattern.Replace(@"\m", @"\b", StringComparison.Ordinal).Replace(@"\M", @"\b", StringComparison.Ordinal),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience);

    // Months and years in the word are others in the next file.
    private static string Pattern(string word) =>
        $"^{Digits().Replace(Signs().Replace(word, @"\$0"), "[0-9]+")}$";

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Numeric(ColumnType type) =>
        ColumnTypeText.Word(type).Replace("decimal", "numeric", StringComparison.Ordinal);

    private static string Point(string text, ColumnReading reading) => reading.DecimalMark == ',' ? $"replace({text}, ',', '.')" : text;

    private static string Long(string format) => Parts().Replace(format, m => m.Value is "D" ? "DD" : m.Value is "M" ? "MM" : m.Value);

    // Four digits of a year, since PostgreSQL and a load understand two in different ways.
    [GeneratedRegex("^(?=.*YYYY)([YMD]+[-/.]?){3}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Simple();

    [GeneratedRegex("Y+|M+|D+")]
    private static partial Regex Parts();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"[\[\]\\.^$*+?(){}|]")]
    private static partial Regex Signs();
}
