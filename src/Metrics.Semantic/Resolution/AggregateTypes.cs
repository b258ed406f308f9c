using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// What an aggregate of a type gives: exact numbers stay exact, their means to pinned places; middles are double precision.
/// </summary>
internal static class AggregateTypes
{
    /// <summary>What the texts are that a metric has as values: a smallest time of day is one, and is compared as one.</summary>
    public static DataType TextOf(Catalog catalog, string metric) =>
        catalog.Metrics.GetValueOrDefault(metric) is SimpleMetric simple && catalog.Measures.TryGetValue(simple.Measure, out var measure)
            && measure.Measure.DataType.Kind is DataKind.TimeOfDay or DataKind.Uuid
            ? measure.Measure.DataType with { IsPlainText = true }
            : DataType.Text;

    /// <summary>
    /// The type the argument is cast to first (null for none) and the result's type; null when it cannot be aggregated so.
    /// </summary>
    public static (DataType? Argument, DataType Result)? Of(Aggregation function, DataType type, bool isDiscrete = false) => function switch
    {
        Aggregation.CountDistinct when !type.HasEquality => null,
        Aggregation.Count or Aggregation.CountDistinct => (null, DataType.Integer),
        Aggregation.SumBoolean when type.Kind == DataKind.Boolean => (null, DataType.Integer),
        // Dbt's sum_boolean is also written over 0 and 1.
        Aggregation.SumBoolean when type.IsNumber => (DataType.Boolean, DataType.Integer),
        // More 32-bit numbers than there can be rows fit into 64 bits.
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
