using Metrics.Semantic.Catalogs;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// What an aggregate of a type gives: exact numbers stay exact, their means to pinned places; middles are double precision.
/// </summary>
internal static class AggregateTypes
{
    /// <summary>The type the argument is cast to first (null for none), the result's SQL type, and its type in answers; null when it cannot be aggregated so.</summary>
    public static (string? Argument, string Result, ValueType Type)? Of(Aggregation function, string sqlType, bool isDiscrete = false)
    {
        var type = SqlTypes.Of(sqlType);
        var isNumber = type is ValueType.Integer or ValueType.Decimal or ValueType.Double;
        return function switch
        {
            Aggregation.CountDistinct when SqlTypes.Base(sqlType) == "json" => null,
            Aggregation.Count or Aggregation.CountDistinct => (null, "bigint", ValueType.Integer),
            Aggregation.SumBoolean when type == ValueType.Boolean => (null, "bigint", ValueType.Integer),
            // Dbt's sum_boolean is also written over 0 and 1.
            Aggregation.SumBoolean when isNumber => ("boolean", "bigint", ValueType.Integer),
            Aggregation.Sum when type == ValueType.Boolean => null,
            Aggregation.Sum when SqlTypes.Base(sqlType) is "smallint" or "integer" => (null, "bigint", ValueType.Integer),
            Aggregation.Sum when type == ValueType.Double => ("double precision", "double precision", ValueType.Double),
            Aggregation.Sum when isNumber => (null, "numeric", ValueType.Decimal),
            Aggregation.Average when type == ValueType.Double => (null, "double precision", ValueType.Double),
            Aggregation.Average when isNumber => (null, "numeric", ValueType.Decimal),
            Aggregation.Percentile when isDiscrete && isNumber => Of(Aggregation.Max, sqlType),
            Aggregation.Median or Aggregation.Percentile when isNumber => ("double precision", "double precision", ValueType.Double),
            Aggregation.Min or Aggregation.Max when type is not (ValueType.Boolean or ValueType.Json) => type switch
            {
                ValueType.Integer => (null, "bigint", type),
                ValueType.Decimal => (null, "numeric", type),
                ValueType.Double => (null, "double precision", type),
                ValueType.String => ("text", "text", type),
                _ => (null, sqlType, type),
            },
            _ => null,
        };
    }
}
