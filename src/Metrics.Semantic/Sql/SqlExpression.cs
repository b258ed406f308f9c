using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Sql;

/// <summary>SQL as a tree; it becomes text only in a renderer. Callers' values are <see cref="Parameter"/>, never text.</summary>
public abstract record SqlExpression
{
    private SqlExpression()
    {
    }

    /// <summary>Does what a visitor does with this kind of expression.</summary>
    public abstract T Accept<T>(SqlVisitor<T> visitor);

    /// <summary><c>s."k0"</c></summary>
    public sealed record Column(string Source, string Name) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A catalog author's own SQL over one row of a table, by the name that the author knows the table by.</summary>
    public sealed record Authored(string Text) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A piece of a <see cref="Template"/>, as its author wrote it: no whole expression.</summary>
    public sealed record Verbatim(string Text) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A catalog author's condition or formula: pieces of SQL with columns between them.</summary>
    public sealed record Template(EquatableList<SqlExpression> Parts) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A value that travels beside the text.</summary>
    public sealed record Parameter(SqlParameter Value) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A number that the planner itself wrote.</summary>
    public sealed record Number(decimal Content) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>No value, of a type.</summary>
    public sealed record Null(DataType Type) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>No value, of the type that the other rows of a union have there.</summary>
    public sealed record Missing : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary><c>cast(x as type)</c></summary>
    public sealed record Cast(SqlExpression Of, DataType Type) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary><c>(left op right)</c>; arithmetic or comparison.</summary>
    public sealed record Binary(string Operator, SqlExpression Left, SqlExpression Right) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// An exact number divided by another, once, to <see cref="Places"/> places, half away from zero; null over zero. Without the zeros
    /// that say nothing.
    /// </summary>
    public sealed record Quotient(SqlExpression Left, SqlExpression Right) : SqlExpression
    {
        /// <summary>Places behind the point, on every engine.</summary>
        public const int Places = 18;

        /// <summary>Places that the left side has, for engines that have to know; null where nobody asked.</summary>
        public int? LeftPlaces { get; init; }

        /// <summary>Places that the right side has.</summary>
        public int? RightPlaces { get; init; }

        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An exact number that quotients went into, to as many places as they have.</summary>
    public sealed record Rounded(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>All hold; true when there are none.</summary>
    public sealed record And(EquatableList<SqlExpression> All) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>One holds.</summary>
    public sealed record Or(EquatableList<SqlExpression> Any) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>It does not hold.</summary>
    public sealed record Not(SqlExpression Inner) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>There is no value.</summary>
    public sealed record IsNull(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The value of the first condition that holds, or of none of them; null where nothing is said.</summary>
    public sealed record Case(EquatableList<SqlBranch> Branches, SqlExpression? Else) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>One of a list.</summary>
    public sealed record In(SqlExpression Of, EquatableList<SqlExpression> Items) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Text that matches a pattern.</summary>
    public sealed record Like(SqlExpression Of, SqlExpression Pattern, bool IgnoreCase) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A function by its generic name; the dialect spells it.</summary>
    public sealed record Call(string Function, EquatableList<SqlExpression> Arguments) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A number, or null where it is none: NaN or infinite.</summary>
    public sealed record Finite(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A text that is compared by its bytes, the same on every server.</summary>
    public sealed record ByBytes(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A text whose upper and lower case are those of the database's own locale, whatever its column says.</summary>
    public sealed record ByLocale(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An aggregate over the rows of a group.</summary>
    public sealed record Aggregate(Aggregation Function, SqlExpression Of) : SqlExpression
    {
        /// <summary>For percentiles, the share of rows below.</summary>
        public double? Percentile { get; init; }

        /// <summary>For percentiles, true for a value that is there.</summary>
        public bool IsDiscrete { get; init; }

        /// <summary>Which rows of the group count; null for all.</summary>
        public SqlExpression? Only { get; init; }

        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The smallest or largest value of a column over the rows that agree on some others.</summary>
    public sealed record EndOver(bool IsLargest, SqlExpression Of, EquatableList<SqlExpression> Partition) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A part of a local time, as a whole number.</summary>
    public sealed record Extract(DatePart Part, SqlExpression Local) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The sum of a column over the rows that agree on some others.</summary>
    public sealed record SumOver(SqlExpression Of, EquatableList<SqlExpression> Partition) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The place of a row among those that agree on a column, in an order.</summary>
    public sealed record RowNumber(SqlExpression Partition, EquatableList<SqlExpression> Order) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// The sum of a column up to and with each row, among those that agree on some others and in an order that tells all of them apart.
    /// </summary>
    public sealed record SumSoFar(
        SqlExpression Of, EquatableList<SqlExpression> Partition, EquatableList<SqlExpression> Order) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The value that a column has in the first row of those that agree on some others.</summary>
    public sealed record FirstOver(
        SqlExpression Of, EquatableList<SqlExpression> Partition, EquatableList<SqlExpression> Order) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A time so many grains before another; for days and coarser of a local time or date.</summary>
    public sealed record Earlier(SqlExpression Of, int Count, Grain Grain) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A local time as the moment it was in its zone.</summary>
    public sealed record ToMoment(SqlExpression Local, string Zone) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A moment as the local time it was in a zone.</summary>
    public sealed record ToLocal(SqlExpression Moment, string Zone) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The beginning of the grain a local time falls in, as a date for days and coarser.</summary>
    public sealed record Truncate(Grain Grain, SqlExpression Local) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The moment at which the grain that a moment falls in began, in a zone.</summary>
    public sealed record TruncateMoment(Grain Grain, SqlExpression Moment, string Zone) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Days between two times, as double precision.</summary>
    public sealed record DaysBetween(SqlExpression From, SqlExpression To) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }
}

/// <summary>What a value is where a condition holds.</summary>
public sealed record SqlBranch(SqlExpression When, SqlExpression Then);
