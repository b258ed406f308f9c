using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>An expression that means the same on every engine, with the exact type of its values.</summary>
/// <param name="Sql">The expression.</param>
/// <param name="Type">The type: exact numbers always have a scale; unknown for null.</param>
internal readonly record struct Typed(SqlExpression Sql, DataType Type)
{
    /// <summary>The content of a quoted text that has no type yet; null for everything else.</summary>
    public string? Literal { get; init; }

    /// <summary>The value of a number that an author wrote; null for everything else.</summary>
    public decimal? Constant { get; init; }

    /// <summary>True for a value that is null or not zero, so that dividing by it is safe.</summary>
    public bool IsNeverZero { get; init; }

    /// <summary>The type of exact numbers with these decimal places and the greatest precision.</summary>
    public static DataType Exact(int scale) => scale <= PortableSelect.MostDigits
        ? DataType.Decimal with { Precision = PortableSelect.MostDigits, Scale = scale }
        : throw new NotPortableException($"an exact number of {scale} places");

    /// <summary>The decimal places of an exact or whole number.</summary>
    public int Scale => Type.Kind == DataKind.Decimal ? Type.Scale ?? 0 : 0;

    /// <summary>The same with a cast to its type, where engines would give it different types.</summary>
    public Typed Recast() => this with { Sql = new SqlExpression.Cast(Sql, Type) };

    /// <summary>The same cast to another type.</summary>
    public Typed As(DataType type) => Type == type ? this : new Typed(new SqlExpression.Cast(Sql, type), type);
}
