using Metrics.Domain;
using Metrics.Domain.Results;

namespace Metrics.Semantic.Resolved;

/// <summary>
/// A metric's value as a formula over aggregates, which it knows by name: where these stand when it is computed, the plan decides.
/// Whoever makes one gives both sides of a calculation the same type.
/// </summary>
public abstract record ValueFormula
{
    private ValueFormula()
    {
    }

    /// <summary>What it gives.</summary>
    public abstract DataType Type { get; }

    /// <summary>Does what a visitor does with this kind of formula.</summary>
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

    /// <summary>No value, of a type.</summary>
    public sealed record Missing(DataType Type) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type { get; } = Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>A value as another type.</summary>
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

    /// <summary>Minus.</summary>
    public sealed record Negative(ValueFormula Of) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>One value divided by another, null over zero: exact numbers once and to pinned places, doubles as doubles are.</summary>
    public sealed record Quotient(ValueFormula Left, ValueFormula Right) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Left.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An exact number that quotients went into, to as many places as they have.</summary>
    public sealed record Rounded(ValueFormula Of) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>An exact number to so many digits behind the point; null for none.</summary>
    public sealed record Round(ValueFormula Of, ValueFormula? Digits) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The number without its sign.</summary>
    public sealed record Absolute(ValueFormula Of) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => Of.Type;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>The first of several that is there.</summary>
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

    /// <summary>A local time as the moment it was in its zone.</summary>
    public sealed record Moment(ValueFormula Local, string Zone) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => DataType.Instant;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }

    /// <summary>
    /// An author's SQL beyond our grammar, with formulas between its pieces, one less than there are pieces. Only a store knows its type,
    /// so it stands in a <see cref="Cast"/>.
    /// </summary>
    public sealed record AsWritten(EquatableList<string> Pieces, EquatableList<ValueFormula> Between) : ValueFormula
    {
        /// <inheritdoc/>
        public override DataType Type => DataType.Unknown;

        /// <inheritdoc/>
        public override T Accept<T>(ValueVisitor<T> visitor) => visitor.Visit(this);
    }
}
