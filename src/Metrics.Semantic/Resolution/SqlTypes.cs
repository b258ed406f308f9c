using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>What PostgreSQL's types mean in answers and comparisons.</summary>
internal static class SqlTypes
{
    public const string TimeOfDay = "time without time zone";
    public const string Uuid = "uuid";

    /// <summary>The answer's type for an engine's type; anything unknown is shown as text.</summary>
    public static ValueType Of(string sqlType) => Base(sqlType) switch
    {
        "smallint" or "integer" or "bigint" => ValueType.Integer,
        "numeric" => ValueType.Decimal,
        "real" or "double precision" => ValueType.Double,
        "boolean" => ValueType.Boolean,
        "date" => ValueType.Date,
        "timestamp without time zone" or "timestamp with time zone" => ValueType.Timestamp,
        "json" or "jsonb" => ValueType.Json,
        _ => ValueType.String,
    };

    /// <summary>True for types whose values are texts already, so that nothing needs a cast.</summary>
    public static bool IsText(string sqlType) => Base(sqlType) is "text" or "character varying";

    /// <summary>A type without its precision: <c>numeric(12,2)</c> is <c>numeric</c>, <c>timestamp(3) without time zone</c> is <c>timestamp without time zone</c>.</summary>
    public static string Base(string sqlType)
    {
        var open = sqlType.IndexOf('(', StringComparison.Ordinal);
        var close = sqlType.IndexOf(')', StringComparison.Ordinal);
        return open < 0 || close < open ? sqlType : sqlType[..open].TrimEnd() + sqlType[(close + 1)..];
    }
}
