using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolved;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>The question's span of <c>metric_time</c> for one time column.</summary>
internal static class TimeWindows
{
    /// <summary>The grains that the question groups <c>metric_time</c> by.</summary>
    public static EquatableList<Grain> GrainsAsked(Catalog catalog, MetricQuery query, Grain? open) => query.GroupBy
        .SelectMany(g => AskedName.Readings(g.Name, catalog).Take(1))
        .Where(a => a is { IsMetricTime: true, Part: null, CustomGrain: null })
        .Select(a => a.Grain ?? open)
        .OfType<Grain>()
        .ToEquatableList();

    /// <summary>The question's conditions on that time, as one span or two.</summary>
    public static EquatableList<TimeRange> Of(
        MetricQuery query, SemanticModel model, Dimension dimension, EquatableList<JoinStep> path, string name, EquatableList<Grain> asked)
    {
        var column = new BoundColumn(
            name, path, model.Name, dimension.Name, ColumnRole.Time, null, ValueType.Timestamp,
            dimension.DataType) { Form = ColumnForm.Stored };
        // Local times in another zone with clock changes are not in the order of moments, so they are compared as moments.
        if (dimension.DataType.Kind is not (DataKind.Date or DataKind.Instant) && model.TimeZone != query.TimeZone
            && model.TimeZone != "UTC")
            column = column with { Form = ColumnForm.Moment, DataType = DataType.Instant };
        var constraint = query.TimeConstraint is { } asIs ? Widened(asIs, dimension.Grain ?? Grain.Day, asked) : null;
        return new[] { query.TimeRange, constraint }.OfType<TimeWindow>().Where(w => w is not { Start: null, End: null })
            .Select(w => new TimeRange(column, w, query.TimeZone, model.TimeZone)).ToEquatableList();
    }

    /// <summary>
    /// A constraint as a half-open span: from the start of the grain that contains its beginning to the end of the grain that contains its
    /// end. The grain is the finest asked for.
    /// </summary>
    internal static TimeWindow Widened(TimeConstraint constraint, Grain data, EquatableList<Grain> asked)
    {
        var grain = asked.Count == 0 || asked.Min() < data ? data : asked.Min();
        var start = constraint.Start is { } from ? grain.Truncate(from) : (DateTime?)null;
        // A day given as the end is included up to its last instant, however fine the grain.
        var last = constraint.EndIsDay && !grain.IsDateLike() ? Grain.Day : grain;
        var end = constraint.End is { } to ? Next(last, last.Truncate(to)) : null;
        var isInverted = constraint.EndIsDay ? constraint.End?.Date < constraint.Start?.Date : constraint.End < constraint.Start;
        return isInverted ? new TimeWindow(start, start) : new TimeWindow(start, end);
    }

    private static DateTime? Next(Grain grain, DateTime at) => grain switch
    {
        Grain.Nanosecond or Grain.Microsecond => at.AddTicks(System.TimeSpan.TicksPerMicrosecond),
        Grain.Millisecond => at.AddMilliseconds(1),
        Grain.Second => at.AddSeconds(1),
        Grain.Minute => at.AddMinutes(1),
        Grain.Hour => at.AddHours(1),
        _ => grain.Step(at, 1),
    };
}
