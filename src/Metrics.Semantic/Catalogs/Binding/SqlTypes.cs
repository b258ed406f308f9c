using System.Text.RegularExpressions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs.Binding;

/// <summary>What PostgreSQL's types are to answers.</summary>
internal static partial class SqlTypes
{
    /// <summary>The type as PostgreSQL itself prints it; Npgsql writes <c>numeric(12, 2)</c> and <c>timestamp without time zone(3)</c>.</summary>
    public static string AsPrinted(string npgsqlType) => TimePrecision().Replace(npgsqlType.Replace(", ", ",", StringComparison.Ordinal), "$1$3$2");

    /// <summary>The type of values in answers: <c>numeric(12,2)</c> is a decimal.</summary>
    public static ValueType ToValueType(string sqlType) => Bare(sqlType) switch
    {
        "boolean" => ValueType.Boolean,
        "smallint" or "integer" or "bigint" => ValueType.Integer,
        "numeric" => ValueType.Decimal,
        "real" or "double precision" => ValueType.Double,
        "date" => ValueType.Date,
        "timestamp without time zone" or "timestamp with time zone" => ValueType.Timestamp,
        "json" or "jsonb" => ValueType.Json,
        _ => ValueType.String,
    };

    /// <summary>True for what can be summed and averaged.</summary>
    public static bool IsNumber(string sqlType) => ToValueType(sqlType) is ValueType.Integer or ValueType.Decimal or ValueType.Double;

    /// <summary>True when PostgreSQL compares the two with <c>=</c> as they are.</summary>
    public static bool AreComparable(string left, string right) =>
        (IsNumber(left) && IsNumber(right)) || (IsText(left) && IsText(right)) || (IsTime(left) && IsTime(right)) || Bare(left) == Bare(right);

    /// <summary>True for texts.</summary>
    public static bool IsText(string sqlType) => Bare(sqlType) is "text" or "character varying" or "character" or "name";

    private static bool IsTime(string sqlType) => ToValueType(sqlType) is ValueType.Date or ValueType.Timestamp;

    private static string Bare(string sqlType) => Facets().Replace(sqlType, "");

    [GeneratedRegex(@"^(timestamp|time)( with(?:out)? time zone)(\(\d\))")]
    private static partial Regex TimePrecision();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex Facets();
}
