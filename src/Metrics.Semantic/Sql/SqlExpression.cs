using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Sql;

/// <summary>SQL as a tree; it becomes text only in a renderer. Callers' values are <see cref="Parameter"/>, never text.</summary>
public abstract record SqlExpression
{
    private SqlExpression()
    {
    }

    /// <summary><c>s."k0"</c></summary>
    public sealed record Column(string Source, string Name) : SqlExpression;

    /// <summary>A catalog author's own SQL; only ever projected from its own table, alone in its subselect.</summary>
    public sealed record Authored(string Text) : SqlExpression;

    /// <summary>A catalog author's condition: SQL with columns in it.</summary>
    public sealed record Template(EquatableList<SqlExpression> Parts) : SqlExpression;

    /// <summary>A value that travels beside the text.</summary>
    public sealed record Parameter(SqlParameter Value) : SqlExpression;

    /// <summary>A number that the planner itself wrote.</summary>
    public sealed record Number(decimal Content) : SqlExpression;

    /// <summary>No value, of a type.</summary>
    public sealed record Null(DataType Type) : SqlExpression;

    /// <summary>No value, of the type that the other rows of a union have there.</summary>
    public sealed record Missing : SqlExpression;

    /// <summary><c>cast(x as type)</c></summary>
    public sealed record Cast(SqlExpression Of, DataType Type) : SqlExpression;

    /// <summary><c>(left op right)</c>; arithmetic or comparison.</summary>
    public sealed record Binary(string Operator, SqlExpression Left, SqlExpression Right) : SqlExpression;

    /// <summary>
    /// An exact number divided by another, once, to <see cref="Places"/> places, half away from zero; null over zero. Without the zeros
    /// that say nothing.
    /// </summary>
    public sealed record Quotient(SqlExpression Left, SqlExpression Right) : SqlExpression
    {
        /// <summary>Places behind the point, on every engine.</summary>
        public const int Places = 18;
    }

    /// <summary>An exact number that quotients went into, to as many places as they have.</summary>
    public sealed record Rounded(SqlExpression Of) : SqlExpression;

    /// <summary>All hold; true when there are none.</summary>
    public sealed record And(EquatableList<SqlExpression> All) : SqlExpression;

    /// <summary>One holds.</summary>
    public sealed record Or(EquatableList<SqlExpression> Any) : SqlExpression;

    /// <summary>It does not hold.</summary>
    public sealed record Not(SqlExpression Inner) : SqlExpression;

    /// <summary>There is no value.</summary>
    public sealed record IsNull(SqlExpression Of) : SqlExpression;

    /// <summary>A value where a condition holds, else null.</summary>
    public sealed record When(SqlExpression Condition, SqlExpression Then) : SqlExpression;

    /// <summary>One of a list.</summary>
    public sealed record In(SqlExpression Of, EquatableList<SqlExpression> Items) : SqlExpression;

    /// <summary>Text that matches a pattern.</summary>
    public sealed record Like(SqlExpression Of, SqlExpression Pattern, bool IgnoreCase) : SqlExpression;

    /// <summary>A function by its generic name; the dialect spells it.</summary>
    public sealed record Call(string Function, EquatableList<SqlExpression> Arguments) : SqlExpression;

    /// <summary>A number, or null where it is none: NaN or infinite.</summary>
    public sealed record Finite(SqlExpression Of) : SqlExpression;

    /// <summary>A text that is compared by its bytes, the same on every server.</summary>
    public sealed record ByBytes(SqlExpression Of) : SqlExpression;

    /// <summary>A text whose upper and lower case are those of the database's own locale, whatever its column says.</summary>
    public sealed record ByLocale(SqlExpression Of) : SqlExpression;

    /// <summary>An aggregate over the rows of a group.</summary>
    public sealed record Aggregate(Catalogs.Aggregation Function, SqlExpression Of) : SqlExpression
    {
        /// <summary>For percentiles, the share of rows below.</summary>
        public double? Percentile { get; init; }

        /// <summary>For percentiles, true for a value that is there.</summary>
        public bool IsDiscrete { get; init; }
    }

    /// <summary>The smallest or largest value of a column over the rows that agree on some others.</summary>
    public sealed record EndOver(bool IsLargest, SqlExpression Of, EquatableList<SqlExpression> Partition) : SqlExpression;

    /// <summary>A part of a local time, as a whole number.</summary>
    public sealed record Extract(DatePart Part, SqlExpression Local) : SqlExpression;

    /// <summary>The sum of a column over the rows that agree on some others.</summary>
    public sealed record SumOver(SqlExpression Of, EquatableList<SqlExpression> Partition) : SqlExpression;

    /// <summary>The place of a row among those that agree on a column, in an order.</summary>
    public sealed record RowNumber(SqlExpression Partition, EquatableList<SqlExpression> Order) : SqlExpression;

    /// <summary>The sum of a column up to and with each row, among those that agree on some others and in an order that tells all of them apart.</summary>
    public sealed record SumSoFar(SqlExpression Of, EquatableList<SqlExpression> Partition, EquatableList<SqlExpression> Order) : SqlExpression;

    /// <summary>The value that a column has in the first row of those that agree on some others.</summary>
    public sealed record FirstOver(SqlExpression Of, EquatableList<SqlExpression> Partition, EquatableList<SqlExpression> Order) : SqlExpression;

    /// <summary>A time so many grains before another; for days and coarser of a local time or date.</summary>
    public sealed record Earlier(SqlExpression Of, int Count, Grain Grain) : SqlExpression;

    /// <summary>A local time as the moment it was in its zone.</summary>
    public sealed record ToMoment(SqlExpression Local, string Zone) : SqlExpression;

    /// <summary>A moment as the local time it was in a zone.</summary>
    public sealed record ToLocal(SqlExpression Moment, string Zone) : SqlExpression;

    /// <summary>The beginning of the grain a local time falls in, as a date for days and coarser.</summary>
    public sealed record Truncate(Grain Grain, SqlExpression Local) : SqlExpression;

    /// <summary>The moment at which the grain that a moment falls in began, in a zone.</summary>
    public sealed record TruncateMoment(Grain Grain, SqlExpression Moment, string Zone) : SqlExpression;

    /// <summary>Days between two times, as double precision.</summary>
    public sealed record DaysBetween(SqlExpression From, SqlExpression To) : SqlExpression;
}
