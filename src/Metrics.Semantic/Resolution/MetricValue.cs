using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>A metric as a computation over aggregates of units, in source <c>c</c>.</summary>
/// <param name="Expression">The computation.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="IsSum">True when the value over several groups is the sum of theirs.</param>
public sealed record MetricValue(SqlExpression Expression, ValueType Type, bool IsSum)
{
    /// <summary>True for an exact number that was divided, so that its last place is a rounded one.</summary>
    public bool IsQuotient { get; init; }

    /// <summary>The source whose columns computations speak of.</summary>
    public const string Aggregates = "c";

    /// <summary>The source of the aggregates that the whole of a share is computed from, counted from 0.</summary>
    internal static string Whole(int number) => $"w{number}";

    /// <summary>As double precision, for quotients.</summary>
    internal SqlExpression AsDouble => Type == ValueType.Double ? Expression : new SqlExpression.Cast(Expression, DataType.Double);

    /// <summary>As an exact number of any width, so that whole numbers do not overflow.</summary>
    internal SqlExpression AsNumber => Type is ValueType.Double or ValueType.Decimal ? Expression : new SqlExpression.Cast(Expression, DataType.Decimal);

    /// <summary>True when one can calculate with it: the latest date of something is a metric too.</summary>
    internal bool IsNumber => IsNumeric(Type);

    /// <summary>True for types that one can calculate with.</summary>
    internal static bool IsNumeric(ValueType type) => type is ValueType.Integer or ValueType.Decimal or ValueType.Double;

    /// <summary>The value, if one can calculate with it.</summary>
    internal MetricValue Calculable(string name) => IsNumber
        ? this
        : throw new ResolutionException(new Diagnostic(DiagnosticCode.WrongComparison, $"metric '{name}' is {Type.Word()}; only numbers can be calculated with"));

    /// <summary>One value divided by another: exactly, to pinned places, unless one of them is a double.</summary>
    internal static MetricValue Quotient(MetricValue upper, MetricValue lower)
    {
        if (upper.Type != ValueType.Double && lower.Type != ValueType.Double)
        {
            var exact = new SqlExpression.Quotient(upper.AsNumber, lower.AsNumber);
            return new MetricValue(exact, ValueType.Decimal, IsSum: false) { IsQuotient = true };
        }

        var divisor = new SqlExpression.Call("nullif", [lower.AsDouble, new SqlExpression.Number(0)]);
        return new MetricValue(new SqlExpression.Binary("/", upper.AsDouble, divisor), ValueType.Double, IsSum: false);
    }
}

/// <summary>Ends the resolution of one metric; its problems are already reported, or are these.</summary>
internal sealed class ResolutionException(Diagnostic? problem = null) : Exception(problem?.Message)
{
    public Diagnostic? Problem { get; } = problem;
}
