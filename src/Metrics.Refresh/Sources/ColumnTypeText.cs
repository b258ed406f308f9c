using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.Sources;

/// <summary>Column types as authors write them.</summary>
internal static partial class ColumnTypeText
{
    /// <summary>Every type except decimals, with its name and other accepted names, as in the documentation.</summary>
    public static readonly (string Word, ColumnKind Kind, string[] Aliases)[] Known =
    [
        ("text", ColumnKind.Text, ["string", "varchar"]),
        ("integer", ColumnKind.Integer, ["int", "int4", "smallint"]),
        ("bigint", ColumnKind.BigInt, ["long", "int8"]),
        ("double", ColumnKind.Double, ["double precision", "float", "float8", "real"]),
        ("boolean", ColumnKind.Boolean, ["bool"]),
        ("date", ColumnKind.Date, []),
        ("time", ColumnKind.Time, ["time without time zone"]),
        ("timestamp", ColumnKind.Timestamp, ["datetime", "timestamp without time zone"]),
        ("timestamptz", ColumnKind.TimestampTz, ["timestamp with time zone"]),
        ("uuid", ColumnKind.Uuid, []),
        ("json", ColumnKind.Json, ["jsonb"]),
    ];

    /// <summary>The name of decimals; the alias is accepted too.</summary>
    public const string Decimal = "decimal(p,s)";

    public const string DecimalAlias = "numeric(p,s)";

    public static readonly string[] Words = [.. Known.Select(k => k.Word), Decimal];

    private static readonly FrozenDictionary<string, ColumnKind> Kinds = Known
        .SelectMany(k => k.Aliases.Prepend(k.Word).Select(w => (Word: w, k.Kind))).ToFrozenDictionary(k => k.Word, k => k.Kind);

    public static ColumnType? Parse(string text)
    {
        var word = Blanks().Replace(text.Trim().ToLowerInvariant(), " ");
        return Kinds.TryGetValue(word, out var kind) ? new ColumnType(kind) : ParseDecimal(word);
    }

    /// <summary>As an author writes it.</summary>
    public static string Word(ColumnType type) => type.Kind == ColumnKind.Decimal
        ? string.Create(CultureInfo.InvariantCulture, $"decimal({type.Precision},{type.Scale})")
        : Known.First(k => k.Kind == type.Kind).Word;

    // At most 28 digits, which is what a .NET decimal holds.
    private static ColumnType? ParseDecimal(string text)
    {
        if (DecimalForm().Match(text) is not { Success: true } match)
            return null;
        var precision = int.Parse(match.Groups["p"].ValueSpan, CultureInfo.InvariantCulture);
        var scale = match.Groups["s"].Success ? int.Parse(match.Groups["s"].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return precision is >= 1 and <= 28 && scale <= precision ? new ColumnType(ColumnKind.Decimal, precision, scale) : null;
    }

    [GeneratedRegex(@"^(decimal|numeric)\s*\(\s*(?<p>[0-9]{1,2})\s*(,\s*(?<s>[0-9]{1,2})\s*)?\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex DecimalForm();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
