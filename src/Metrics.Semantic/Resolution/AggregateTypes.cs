using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// The type of an aggregate over values of a type. Exact numbers stay exact, and their averages have a fixed number of decimal places;
/// medians and percentiles are double precision.
/// </summary>
internal static class AggregateTypes
{
    /// <summary>The type behind a metric's text values: an earliest time of day is shown as text, and compared as a time of day.</summary>
    public static DataType TextOf(Catalog catalog, string metric) =>
        catalog.Metrics.GetValueOrDefault(metric) is SimpleMetric simple && catalog.Measures.TryGetValue(simple.Measure, out var measure)
            && measure.Measure.DataType.Kind is DataKind.TimeOfDay or DataKind.Uuid
            ? measure.Measure.DataType with { IsPlainText = true }
            : DataType.Text;

    /// <summary>
    /// The type the argument is cast to first (null for none) and the result's type; null when values of this type have no such aggregate.
    /// </summary>
    public static (DataType? Argument, DataType Result)? Of(Aggregation function, DataType type, bool isDiscrete = false) => function switch
    {
        Aggregation.CountDistinct when !type.HasEquality => null,
        Aggregation.Count or Aggregation.CountDistinct => (null, DataType.Integer),
        Aggregation.SumBoolean when type.Kind == DataKind.Boolean => (null, DataType.Integer),
        // dbt also allows sum_boolean over 0 and 1.
        Aggregation.SumBoolean when type.IsNumber => (DataType.Boolean, DataType.Integer),
        // A 64-bit sum holds more 32-bit numbers than a table can have rows.
        Aggregation.Sum when type is { Kind: DataKind.Integer, Bits: < 64 } => (null, DataType.Integer),
        Aggregation.Sum when type.Kind == DataKind.Double => (DataType.Double, DataType.Double),
        Aggregation.Sum when type.IsNumber => (null, DataType.Decimal),
        Aggregation.Average when type.Kind == DataKind.Double => (null, DataType.Double),
        Aggregation.Average when type.IsNumber => (null, DataType.Decimal),
        Aggregation.Percentile when isDiscrete && type.IsNumber => Of(Aggregation.Max, type),
        Aggregation.Median or Aggregation.Percentile when type.IsNumber => (DataType.Double, DataType.Double),
        Aggregation.Min or Aggregation.Max => type.Value switch
        {
            Domain.Results.ValueType.Boolean or Domain.Results.ValueType.Json => null,
            Domain.Results.ValueType.Integer => (null, DataType.Integer),
            Domain.Results.ValueType.Decimal => (null, DataType.Decimal),
            Domain.Results.ValueType.Double => (null, DataType.Double),
            Domain.Results.ValueType.String => (DataType.Text, DataType.Text),
            _ => (null, type),
        },
        _ => null,
    };
}
