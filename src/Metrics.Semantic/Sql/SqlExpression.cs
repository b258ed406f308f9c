using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Sql;

/// <summary>SQL as a tree, which only a renderer turns into text. Callers' values are <see cref="Parameter"/>, never text.</summary>
public abstract record SqlExpression
{
    private SqlExpression()
    {
    }

    /// <summary>Calls the visitor's method for this kind of expression.</summary>
    public abstract T Accept<T>(SqlVisitor<T> visitor);

    /// <summary><c>s."k0"</c></summary>
    public sealed record Column(string Source, string Name) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A catalog author's own SQL over one row of a table, which it refers to by the author's name for it.</summary>
    public sealed record Authored(string Text) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A piece of a <see cref="Template"/> as its author wrote it; it need not be a whole expression.</summary>
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

    /// <summary>A value that is sent as a parameter, apart from the text.</summary>
    public sealed record Parameter(SqlParameter Value) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A number written by the planner.</summary>
    public sealed record Number(decimal Content) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Null of a type.</summary>
    public sealed record Null(DataType Type) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Null of the type that the other parts of a union have in this column.</summary>
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
    /// An exact number divided by another in one step, to <see cref="Places"/> places, halves rounded away from zero; null when the divisor
    /// is zero. Trailing zeros are removed.
    /// </summary>
    public sealed record Quotient(SqlExpression Left, SqlExpression Right) : SqlExpression
    {
        /// <summary>Decimal places of a quotient, on every engine.</summary>
        public const int Places = 18;

        /// <summary>Decimal places of the left side; known in portable statements only, null in others.</summary>
        public int? LeftPlaces { get; init; }

        /// <summary>Decimal places of the right side; null likewise.</summary>
        public int? RightPlaces { get; init; }

        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An exact number computed from quotients, rounded to as many places as quotients have.</summary>
    public sealed record Rounded(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>All of the conditions hold; true when there are none.</summary>
    public sealed record And(EquatableList<SqlExpression> All) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>At least one of the conditions holds.</summary>
    public sealed record Or(EquatableList<SqlExpression> Any) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The condition does not hold.</summary>
    public sealed record Not(SqlExpression Inner) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The value is null.</summary>
    public sealed record IsNull(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The value for the first condition that holds, else the last value; null when that is not given.</summary>
    public sealed record Case(EquatableList<SqlBranch> Branches, SqlExpression? Else) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Whether the value is one of a list.</summary>
    public sealed record In(SqlExpression Of, EquatableList<SqlExpression> Items) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Whether a text matches a pattern.</summary>
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

    /// <summary>A number; null for NaN and infinity.</summary>
    public sealed record Finite(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A text that is compared by its bytes, so that the order is the same on every server.</summary>
    public sealed record ByBytes(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A text whose case is folded by the database's own locale, whatever collation its column has.</summary>
    public sealed record ByLocale(SqlExpression Of) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An aggregate over the rows of a group.</summary>
    public sealed record Aggregate(Aggregation Function, SqlExpression Of) : SqlExpression
    {
        /// <summary>For percentiles, the fraction of rows below it.</summary>
        public double? Percentile { get; init; }

        /// <summary>For percentiles, true for one of the rows' values, false for interpolation.</summary>
        public bool IsDiscrete { get; init; }

        /// <summary>A condition on the rows of the group that are aggregated; null for all.</summary>
        public SqlExpression? Only { get; init; }

        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The smallest or largest value of a column over the rows of the same partition.</summary>
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

    /// <summary>The sum of a column over the rows of the same partition.</summary>
    public sealed record SumOver(SqlExpression Of, EquatableList<SqlExpression> Partition) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The number of a row within its partition, in an order.</summary>
    public sealed record RowNumber(SqlExpression Partition, EquatableList<SqlExpression> Order) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The sum of a column over the rows of the same partition up to and including each row, in an order without ties.</summary>
    public sealed record SumSoFar(
        SqlExpression Of, EquatableList<SqlExpression> Partition, EquatableList<SqlExpression> Order) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The value of a column in the first row of the partition.</summary>
    public sealed record FirstOver(
        SqlExpression Of, EquatableList<SqlExpression> Partition, EquatableList<SqlExpression> Order) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The time a number of grains before another. For days and coarser grains that time is a local time or a date.</summary>
    public sealed record Earlier(SqlExpression Of, int Count, Grain Grain) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A local time converted to a moment by its zone.</summary>
    public sealed record ToMoment(SqlExpression Local, string Zone) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A moment converted to local time in a zone.</summary>
    public sealed record ToLocal(SqlExpression Moment, string Zone) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The start of the grain that contains a local time; a date for days and coarser grains.</summary>
    public sealed record Truncate(Grain Grain, SqlExpression Local) : SqlExpression
    {
        /// <inheritdoc/>
        public override T Accept<T>(SqlVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The moment at which the grain that contains a moment starts in a zone.</summary>
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

/// <summary>A condition, and the value where it holds.</summary>
public sealed record SqlBranch(SqlExpression When, SqlExpression Then);
