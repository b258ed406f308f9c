using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs;

/// <summary>A time spine as a model whose one dimension is <c>metric_time</c>, for questions without metrics.</summary>
internal static class SpineModel
{
    public static string NameOf(TimeSpine spine) => $"time spine {spine.Table} by {spine.Column}";

    public static SemanticModel Of(TimeSpine spine) => new()
    {
        Name = NameOf(spine),
        Table = spine.Table,
        Pack = spine.Pack,
        Entities = [],
        Dimensions =
        [
            new Dimension(
                NameIndex.MetricTime, spine.Grain, Identifier.Quote(spine.Column), spine.DataType, ValueType.Timestamp, null, null,
                spine.Location),
        ],
        Measures = [],
        Location = spine.Location,
    };
}
