using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Warnings about the first and last period of an answer: a time range is never widened, so they may be covered only in part.
/// </summary>
internal static class PartialBuckets
{
    public static EquatableList<string> Of(MetricQuery query, EquatableList<BoundColumn> keys)
    {
        if (query.TimeRange is not { } range)
            return [];
        var warnings = new List<string>();
        foreach (var key in keys.Where(k => k.Grain is not null && k.Name.StartsWith(NameResolver.MetricTime, StringComparison.Ordinal)))
        {
            var grain = key.Grain!.Value;
            if (range.Start is { } start && grain.Truncate(start) != start)
                warnings.Add($"the first {grain.Word()} is partial: the time range begins at {Text(start)}");
            if (range.End is { } end && grain.Truncate(end) != end)
                warnings.Add($"the last {grain.Word()} is partial: the time range ends before {Text(end)}");
        }

        return warnings.Distinct().ToEquatableList();
    }

    private static string Text(DateTime time) =>
        time.ToString(time.TimeOfDay == default ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
