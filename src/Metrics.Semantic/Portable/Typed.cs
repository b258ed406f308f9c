using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>An expression that means the same on every engine, and what its values are, to the places behind the point.</summary>
/// <param name="Sql">The expression.</param>
/// <param name="Type">The type; of an exact number always with its scale, unknown for a null.</param>
internal readonly record struct Typed(SqlExpression Sql, DataType Type)
{
    /// <summary>A text in quotes as long as nobody has said what it is taken for; null for everything else.</summary>
    public string? Literal { get; init; }

    /// <summary>True for a number that an author wrote, so that it can be looked at.</summary>
    public decimal? Constant { get; init; }

    /// <summary>True for what is null or no zero, so that one can divide by it.</summary>
    public bool IsNeverZero { get; init; }

    /// <summary>An exact number of so many places, as wide as can be.</summary>
    public static DataType Exact(int scale) => scale <= PortableSelect.MostDigits
        ? DataType.Decimal with { Precision = PortableSelect.MostDigits, Scale = scale }
        : throw new NotPortableException($"an exact number of {scale} places");

    /// <summary>Places behind the point of an exact or whole number.</summary>
    public int Scale => Type.Kind == DataKind.Decimal ? Type.Scale ?? 0 : 0;

    /// <summary>The same with its type said, where engines give it another one of their own.</summary>
    public Typed Recast() => this with { Sql = new SqlExpression.Cast(Sql, Type) };

    /// <summary>The same as another type.</summary>
    public Typed As(DataType type) => Type == type ? this : new Typed(new SqlExpression.Cast(Sql, type), type);
}
