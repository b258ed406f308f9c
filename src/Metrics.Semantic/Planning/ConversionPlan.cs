using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>
/// Plans events that follow the rows of a unit: each kind of event is filtered separately, then each later event is attributed to the
/// earlier one that it belongs to.
/// </summary>
internal static class ConversionPlan
{
    public static PlanNode Of(Planner planner, FactUnit unit, ConversionEvents events, Catalog catalog, string zone)
    {
        // Moments are compared as moments. Where the two kinds of time differ, both become local times.
        var areMoments = events.BaseTime.DataType.Kind == DataKind.Instant && events.Time.DataType.Kind == DataKind.Instant;
        var isMixed = !areMoments && events.BaseTime.DataType.Kind != events.Time.DataType.Kind;
        RowColumn Local(RowColumn column, BoundColumn time) => column.Name != time.Alias || !isMixed ? column : column with
        {
            Expression = time.DataType.Kind == DataKind.Instant
                ? new SqlExpression.ToLocal(column.Expression, zone) : new SqlExpression.Cast(column.Expression, DataType.LocalTime),
        };
        PlanNode Rows(
            string model, IEnumerable<BoundColumn> columns, BoundColumn time, EquatableList<UnitAggregate> values,
            EquatableList<RowFilter> filters)
        {
            var needed = columns.Append(time).Concat(filters.SelectMany(f => f.Columns)).Distinct().ToList();
            var rows = planner.Rows(catalog.ModelOf(model), needed, values, zone);
            return Planner.Where(rows with { Columns = rows.Columns.Select(c => Local(c, time)).ToEquatableList() }, filters);
        }

        var before = Rows(
            unit.Model, unit.Keys.Concat(events.Subjects.Select(s => s.Base)).Concat(events.Tie is { } tie ? [tie] : []),
            events.BaseTime, [],
            [.. unit.Filters, .. unit.Times]);
        var after = Rows(events.Model, events.Subjects.Select(s => s.Conversion), events.Time, unit.Aggregates, events.Filters);
        var conversions = new PlanNode.Conversions(
            before, after, events.Subjects.Select(s => s.Base.Alias).ToEquatableList(), events.Tie?.Alias,
            unit.Keys.Select(k => k.Alias).Distinct().ToEquatableList(),
            unit.Aggregates.Select(a => a.Alias).ToEquatableList(), events.Within is { } within ? Earliest(within, areMoments, zone) : null,
            events.ToString());
        return new PlanNode.Aggregate(
            conversions, $"{unit.Id}: {unit.Model}, followed by {events}", unit.Keys.Select(k => k.Alias).ToEquatableList(),
            unit.Aggregates);
    }

    // Seven days before a moment are seven calendar days, even if clocks changed in between.
    private static SqlExpression Earliest(SpanBefore within, bool areMoments, string zone)
    {
        SqlExpression at = new SqlExpression.Column(RowFilter.Rows, ConversionEvents.TimeColumn);
        return areMoments && within.Grain.IsDateLike()
            ? new SqlExpression.ToMoment(new SqlExpression.Earlier(new SqlExpression.ToLocal(at, zone), within.Count, within.Grain), zone)
            : new SqlExpression.Earlier(at, within.Count, within.Grain);
    }
}
