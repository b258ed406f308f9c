using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Semantic.Resolved;

/// <summary>
/// A metric's value as a formula over aggregates, which it refers to by name. The plan decides where these are when it is computed. Both
/// operands of a calculation have the same type; the code that makes formulas sees to it.
/// </summary>
public abstract record ValueFormula
{
    private ValueFormula()
    {
    }

    /// <summary>The type of its value.</summary>
    public abstract DataType Type { get; }

    /// <summary>Calls the visitor's method for this kind of formula.</summary>
    public abstract T Accept<T>(ValueVisitor<T> visitor);

    /// <summary>An aggregate of a unit, by its alias there.</summary>
    public sealed record Aggregate(string Unit, string Name, DataType Type) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type { get; } = Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A number that a catalog's author wrote.</summary>
    public sealed record Number(decimal Content) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => DataType.Decimal;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Null of a type.</summary>
    public sealed record Missing(DataType Type) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type { get; } = Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A value converted to another type.</summary>
    public sealed record Cast(ValueFormula Of, DataType Type) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type { get; } = Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary><c>left + right</c></summary>
    public sealed record Sum(ValueFormula Left, ValueFormula Right) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Left.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary><c>left - right</c></summary>
    public sealed record Difference(ValueFormula Left, ValueFormula Right) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Left.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary><c>left * right</c></summary>
    public sealed record Product(ValueFormula Left, ValueFormula Right) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Left.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>Unary minus.</summary>
    public sealed record Negative(ValueFormula Of) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// One value divided by another; null when the divisor is zero. Exact numbers are divided once and rounded to a fixed number of places;
    /// doubles follow floating-point rules.
    /// </summary>
    public sealed record Quotient(ValueFormula Left, ValueFormula Right) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Left.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An exact number computed from quotients, rounded to as many places as quotients have.</summary>
    public sealed record Rounded(ValueFormula Of) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An exact number rounded to a number of digits behind the point; to a whole number when that is null.</summary>
    public sealed record Round(ValueFormula Of, ValueFormula? Digits) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The absolute value.</summary>
    public sealed record Absolute(ValueFormula Of) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The first of several that is not null.</summary>
    public sealed record Coalesce(EquatableList<ValueFormula> All) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => All[0].Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A value, or null where it equals another.</summary>
    public sealed record NullIf(ValueFormula Of, ValueFormula Other) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The largest of several.</summary>
    public sealed record Greatest(EquatableList<ValueFormula> All) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => All[0].Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The smallest of several.</summary>
    public sealed record Least(EquatableList<ValueFormula> All) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => All[0].Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A local time converted to a moment by its zone.</summary>
    public sealed record Moment(ValueFormula Local, string Zone) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => DataType.Instant;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// An author's SQL that the formula grammar does not cover: pieces of text with formulas between them, one fewer than pieces. Only the
    /// store knows its type, so it is always inside a <see cref="Cast"/>.
    /// </summary>
    public sealed record AsWritten(EquatableList<string> Pieces, EquatableList<ValueFormula> Between) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => DataType.Unknown;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }
}
