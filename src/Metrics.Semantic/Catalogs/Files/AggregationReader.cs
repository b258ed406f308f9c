using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Files;

/// <summary>Reads how rows are aggregated: <c>agg</c>, <c>agg_params</c>, <c>non_additive_dimension</c>.</summary>
internal static class AggregationReader
{
    private static readonly (string, Aggregation)[] Words =
    [
        ("sum", Aggregation.Sum), ("min", Aggregation.Min), ("max", Aggregation.Max), ("count", Aggregation.Count),
        ("count_distinct", Aggregation.CountDistinct), ("average", Aggregation.Average), ("median", Aggregation.Median),
        ("percentile", Aggregation.Percentile), ("sum_boolean", Aggregation.SumBoolean),
    ];

    public static Aggregation? Read(MappingReader reader)
    {
        if (reader.Raw("agg") is null)
            reader.Required("agg");
        return reader.OneOf("agg", Words);
    }

    public static WrittenPercentile? ReadPercentile(MappingReader reader, ReadingFile into)
    {
        if (reader.Mapping("agg_params", $"{reader.What}: agg_params") is not { } parameters)
            return null;
        var read = new WrittenPercentile(
            parameters.Fraction("percentile"), parameters.Flag("use_discrete_percentile"), parameters.Flag("use_approximate_percentile"));
        into.Finish(parameters);
        return read;
    }

    /// <summary>In dbt's newer form the keys have other names.</summary>
    public static WrittenNonAdditive? ReadNonAdditive(MappingReader reader, ReadingFile into, bool isNewer = false)
    {
        if (reader.Mapping("non_additive_dimension", $"{reader.What}: non_additive_dimension") is not { } dimension)
            return null;
        var (choice, groupings) = isNewer ? ("window_agg", "group_by") : ("window_choice", "window_groupings");
        var read = new WrittenNonAdditive(
            dimension.Need("name"),
            // A manifest may have aggregations that a file may not; a rule reports them.
            dimension.OneOf(choice, into.Form == FileForm.Manifest ? Words : [("min", Aggregation.Min), ("max", Aggregation.Max)])
                ?? Aggregation.Min,
            dimension.Words(groupings));
        into.Finish(dimension);
        return read;
    }
}
