using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Resolved;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>A metric as a computation over aggregates of units.</summary>
/// <param name="Formula">The computation.</param>
/// <param name="IsSum">True when the value over several groups is the sum of their values.</param>
public sealed record MetricValue(ValueFormula Formula, bool IsSum)
{
    /// <summary>The type of its values.</summary>
    public ValueType Type => Formula.Type.Value;

    /// <summary>True for an exact number that was divided, so that its last decimal place is rounded.</summary>
    public bool IsQuotient { get; init; }

    /// <summary>The value in double precision, for quotients.</summary>
    internal ValueFormula AsDouble => Type == ValueType.Double ? Formula : new ValueFormula.Cast(Formula, DataType.Double);

    /// <summary>The value as an exact number of any size, so that whole numbers do not overflow.</summary>
    internal ValueFormula AsNumber =>
        Type is ValueType.Double or ValueType.Decimal ? Formula : new ValueFormula.Cast(Formula, DataType.Decimal);

    /// <summary>True when it is a number. A metric can also be something else, such as a latest date.</summary>
    internal bool IsNumber => IsNumeric(Type);

    /// <summary>True for the types of numbers.</summary>
    internal static bool IsNumeric(ValueType type) => type is ValueType.Integer or ValueType.Decimal or ValueType.Double;

    /// <summary>The value if it is a number; refused otherwise.</summary>
    internal MetricValue Calculable(string name) => IsNumber
        ? this
        : throw new ResolutionException(new Diagnostic(
            DiagnosticCode.WrongComparison, $"metric '{name}' is {Type.Named()}; only numbers can be calculated with"));

    /// <summary>
    /// One value divided by another: an exact number with a fixed number of decimal places, or a double if one of them is a double.
    /// </summary>
    internal static MetricValue Quotient(MetricValue upper, MetricValue lower) =>
        upper.Type != ValueType.Double && lower.Type != ValueType.Double
            ? new MetricValue(new ValueFormula.Quotient(upper.AsNumber, lower.AsNumber), IsSum: false) { IsQuotient = true }
            : new MetricValue(new ValueFormula.Quotient(upper.AsDouble, lower.AsDouble), IsSum: false);
}

/// <summary>Ends the resolution of one metric. Its problems are already reported, unless one is given here.</summary>
internal sealed class ResolutionException(Diagnostic? problem = null) : Exception(problem?.Message)
{
    public Diagnostic? Problem { get; } = problem;
}
