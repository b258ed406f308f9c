using System.Globalization;
using Metrics.Domain;
using Metrics.Semantic.Logical;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Planning;

/// <summary>
/// Finds for each event the latest earlier event of another kind, by sorting. Both kinds form one sequence for each subject, numbered by
/// the events before, so that an event after carries the number of the one that it belongs to. A join would compare every event of a
/// subject with every other.
/// </summary>
internal static class ConversionSql
{
    // Column names that no dimension or entity can have, used in addition to the plan's.
    private const string Kind = "is after";
    private const string Number = "number before";
    private const string TimeBefore = "event before at";

    public static SqlSelect Build(PlanNode.Conversions plan)
    {
        var subjects = plan.Subjects.Select(s => (SqlExpression)Row(s)).ToEquatableList();
        var sequence = new SqlSource.UnionAll([Events(plan, isAfter: true), Events(plan, isAfter: false)], RowFilter.Rows);
        var order = new List<SqlExpression> { Row(ConversionEvents.TimeColumn), Row(Kind) };
        // Without a key, the columns grouped by decide which of several events at one time is the latest, so that the answer is the same
        // each time.
        order.AddRange(plan.Tie is { } tie ? [Row(tie)] : plan.Keys.Select((_, i) => Row(Key(i))));
        var numbered = new SqlSelect
        {
            Comment = "both kinds of events of each subject in their order; each has the number of the last one before",
            Items =
                [.. Columns(plan), new SqlItem(
                    new SqlExpression.SumSoFar(
                        new SqlExpression.Binary("-", new SqlExpression.Number(1), Row(Kind)), subjects, order.ToEquatableList()), Number)],
            From = sequence,
        };
        EquatableList<SqlExpression> same = [.. subjects, Row(Number)];
        SqlExpression First(string column) => new SqlExpression.FirstOver(Row(column), same, [Row(Kind)]);
        var attributed = new SqlSelect
        {
            Comment = "each with the columns of that one",
            Items =
            [
                new SqlItem(Row(Kind), Kind), new SqlItem(Row(ConversionEvents.TimeColumn), ConversionEvents.TimeColumn),
                new SqlItem(First(ConversionEvents.TimeColumn), TimeBefore),
                .. plan.Keys.Select((_, i) => new SqlItem(First(Key(i)), Key(i))), .. plan.Counted.Select(v => new SqlItem(Row(v), v)),
            ],
            From = new SqlSource.Subselect(numbered, RowFilter.Rows),
            Where = [new SqlExpression.Binary(">", Row(Number), new SqlExpression.Number(0))],
        };
        return new SqlSelect
        {
            Comment = plan.Describe(),
            Items = [.. plan.Keys.Select((k, i) => new SqlItem(Row(Key(i)), k)), .. plan.Counted.Select(v => new SqlItem(Row(v), v))],
            From = new SqlSource.Subselect(attributed, RowFilter.Rows),
            Where =
            [
                new SqlExpression.Binary("=", Row(Kind), new SqlExpression.Number(1)),
                .. plan.Earliest is { } earliest
                    ? [new SqlExpression.Binary(">", Row(TimeBefore), earliest)] : Array.Empty<SqlExpression>(),
            ],
        };
    }

    // Both kinds have the same columns, with nulls for those of the other kind. An event without a subject or a time is left out: it
    // neither follows nor is followed.
    private static SqlSelect Events(PlanNode.Conversions plan, bool isAfter)
    {
        var (rows, filters) = (isAfter ? plan.Conversion : plan.Base).Unfiltered;
        SqlExpression Of(string column, bool isHere) => isHere ? Row(column) : new SqlExpression.Missing();
        var known = plan.Subjects.Append(ConversionEvents.TimeColumn)
            .Select(c => (SqlExpression)new SqlExpression.Not(new SqlExpression.IsNull(Row(c))));
        return new SqlSelect
        {
            Comment = isAfter ? "the events after" : "the events before",
            Items =
            [
                .. plan.Subjects.Append(ConversionEvents.TimeColumn).Select(c => new SqlItem(Row(c), c)),
                new SqlItem(new SqlExpression.Number(isAfter ? 1 : 0), Kind),
                .. plan.Tie is { } tie ? [new SqlItem(Of(tie, !isAfter), tie)] : Array.Empty<SqlItem>(),
                .. plan.Keys.Select((k, i) => new SqlItem(Of(k, !isAfter), Key(i))),
                .. plan.Counted.Select(v => new SqlItem(Of(v, isAfter), v)),
            ],
            From = SqlBuilder.Source(rows, RowFilter.Rows),
            Where = [.. filters.Select(f => f.Condition), .. known],
        };
    }

    private static IEnumerable<SqlItem> Columns(PlanNode.Conversions plan) =>
        plan.Subjects.Append(ConversionEvents.TimeColumn).Append(Kind).Concat(plan.Keys.Select((_, i) => Key(i))).Concat(plan.Counted)
            .Select(c => new SqlItem(Row(c), c));

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key {number}");

    private static SqlExpression.Column Row(string name) => new(RowFilter.Rows, name);
}
