using Metrics.Domain;

namespace Metrics.Semantic.Expressions;

/// <summary>
/// A derived metric's formula: <c>(gross - refunds) / orders</c>. Division is true division; division by zero gives null.
/// </summary>
public abstract record Formula
{
    private Formula()
    {
    }

    /// <summary>The input metrics' names in it.</summary>
    public IEnumerable<string> Names => this switch
    {
        Input input => [input.Name],
        Negate negate => negate.Of.Names,
        Binary binary => binary.Left.Names.Concat(binary.Right.Names),
        Call call => call.Arguments.SelectMany(a => a.Names),
        _ => [],
    };

    /// <summary>An input metric, by alias or name.</summary>
    public sealed record Input(string Name) : Formula;

    /// <summary>A number.</summary>
    public sealed record Number(decimal Content) : Formula;

    /// <summary>Unary minus.</summary>
    public sealed record Negate(Formula Of) : Formula;

    /// <summary><c>left + right</c>; the operator is one of <c>+ - * /</c>.</summary>
    public sealed record Binary(char Operator, Formula Left, Formula Right) : Formula;

    /// <summary>One of <c>coalesce</c>, <c>nullif</c>, <c>abs</c>, <c>round</c>, <c>greatest</c>, <c>least</c>.</summary>
    public sealed record Call(string Function, EquatableList<Formula> Arguments) : Formula;
}
