using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Semantic.Resolved;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>A metric as a computation over aggregates of units.</summary>
/// <param name="Formula">The computation.</param>
/// <param name="IsSum">True when the value over several groups is the sum of theirs.</param>
public sealed record MetricValue(ValueFormula Formula, bool IsSum)
{
    /// <summary>The type of its values.</summary>
    public ValueType Type => Formula.Type.Value;

    /// <summary>True for an exact number that was divided, so that its last place is a rounded one.</summary>
    public bool IsQuotient { get; init; }

    /// <summary>As double precision, for quotients.</summary>
    internal ValueFormula AsDouble => Type == ValueType.Double ? Formula : new ValueFormula.Cast(Formula, DataType.Double);

    /// <summary>As an exact number of any width, so that whole numbers do not overflow.</summary>
    internal ValueFormula AsNumber =>
        Type is ValueType.Double or ValueType.Decimal ? Formula : new ValueFormula.Cast(Formula, DataType.Decimal);

    /// <summary>True when one can calculate with it: the latest date of something is a metric too.</summary>
    internal bool IsNumber => IsNumeric(Type);

    /// <summary>True for types that one can calculate with.</summary>
    internal static bool IsNumeric(ValueType type) => type is ValueType.Integer or ValueType.Decimal or ValueType.Double;

    /// <summary>The value, if one can calculate with it.</summary>
    internal MetricValue Calculable(string name) => IsNumber
        ? this
        : throw new ResolutionException(new Diagnostic(
            DiagnosticCode.WrongComparison, $"metric '{name}' is {Type.Named()}; only numbers can be calculated with"));

    /// <summary>One value divided by another: exactly, to pinned places, unless one of them is a double.</summary>
    internal static MetricValue Quotient(MetricValue upper, MetricValue lower) =>
        upper.Type != ValueType.Double && lower.Type != ValueType.Double
            ? new MetricValue(new ValueFormula.Quotient(upper.AsNumber, lower.AsNumber), IsSum: false) { IsQuotient = true }
            : new MetricValue(new ValueFormula.Quotient(upper.AsDouble, lower.AsDouble), IsSum: false);
}

/// <summary>Ends the resolution of one metric; its problems are already reported, or are these.</summary>
internal sealed class ResolutionException(Diagnostic? problem = null) : Exception(problem?.Message)
{
    public Diagnostic? Problem { get; } = problem;
}
