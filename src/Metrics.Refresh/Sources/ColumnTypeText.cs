using System.Globalization;
using System.Text.RegularExpressions;

namespace Metrics.Refresh.Sources;

/// <summary>Column types as authors write them.</summary>
internal static partial class ColumnTypeText
{
    public static readonly string[] Words =
        ["text", "integer", "bigint", "decimal(p,s)", "double", "boolean", "date", "timestamp", "timestamptz", "uuid", "json"];

    public static ColumnType? Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        "text" or "string" or "varchar" => new ColumnType(ColumnKind.Text),
        "integer" or "int" => new ColumnType(ColumnKind.Integer),
        "bigint" or "long" => new ColumnType(ColumnKind.BigInt),
        "double" or "double precision" => new ColumnType(ColumnKind.Double),
        "boolean" or "bool" => new ColumnType(ColumnKind.Boolean),
        "date" => new ColumnType(ColumnKind.Date),
        "timestamp" => new ColumnType(ColumnKind.Timestamp),
        "timestamptz" => new ColumnType(ColumnKind.TimestampTz),
        "uuid" => new ColumnType(ColumnKind.Uuid),
        "json" or "jsonb" => new ColumnType(ColumnKind.Json),
        var other => ParseDecimal(other),
    };

    // Bounds as in the design: 28 digits are what a client's decimal holds.
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
}
