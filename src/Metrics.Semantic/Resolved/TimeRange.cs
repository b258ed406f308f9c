using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Resolved;

/// <summary>
/// The question's span of <c>metric_time</c> for one fact. It stays a span until SQL is made of the plan, so that a step that needs rows
/// before or after it can widen it.
/// </summary>
/// <param name="Time">The time, as its table has it or as a moment.</param>
/// <param name="Window">The start and the (exclusive) end, in the question's zone; at least one of the two.</param>
/// <param name="Zone">The question's zone.</param>
/// <param name="ModelZone">The zone of the fact's local times.</param>
public sealed record TimeRange(BoundColumn Time, TimeWindow Window, string Zone, string ModelZone) : RowFilter
{
    /// <summary>The bounds are converted to the stored time's zone once, instead of every row's time to the question's.</summary>
    public override SqlExpression Condition
    {
        get
        {
            var at = new SqlExpression.Column(Rows, Time.Alias);
            var bounds = new List<SqlExpression>();
            if (Window.Start is { } start)
                bounds.Add(new SqlExpression.Binary(">=", at, Bound(start, later: false)));
            if (Window.End is { } end)
                bounds.Add(new SqlExpression.Binary("<", at, Bound(end, later: true)));
            return new SqlExpression.And(bounds.ToEquatableList());
        }
    }

    /// <inheritdoc/>
    public override EquatableList<BoundColumn> Columns => [Time];

    /// <inheritdoc/>
    public override string Text => $"metric_time in {Window}";

    // Where clocks are set back, a local time occurs twice: a span begins at the first and ends at the second.
    private SqlExpression.Parameter Bound(DateTime local, bool later)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        if (Time.DataType.Kind == DataKind.Instant)
            return new SqlExpression.Parameter(new SqlParameter(ZonedTime.ToUtc(local, zone, later), DataType.Instant));
        // A date is never converted. A time without zone is in its model's zone, which is the question's or UTC.
        if (Time.DataType.Kind != DataKind.Date && ModelZone != Zone)
            local = ZonedTime.ToUtc(local, zone, later);
        return new SqlExpression.Parameter(new SqlParameter(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), DataType.LocalTime));
    }
}
