using System.Diagnostics;

namespace Metrics.Semantic.Expressions;

/// <summary>Writes a formula in its canonical form; parsing that gives the same formula again.</summary>
public static class FormulaText
{
    /// <summary>The formula with no more parentheses than it needs.</summary>
    public static string Print(Formula formula) => formula switch
    {
        Formula.Input input => input.Name,
        Formula.Number number => FilterText.Print(number.Content),
        // Parentheses distinguish the negation of 5 from the number -5, and keep two minus signs from becoming a comment.
        Formula.Negate { Of: Formula.Input or Formula.Call } negate => $"-{Print(negate.Of)}",
        Formula.Negate negate => $"-({Print(negate.Of)})",
        Formula.Binary binary => $"{Side(binary.Left, Strength(binary))} {binary.Operator} {Side(binary.Right, Strength(binary) + 1)}",
        Formula.Call call => $"{call.Function}({string.Join(", ", call.Arguments.Select(Print))})",
        _ => throw new UnreachableException(),
    };

    private static string Side(Formula formula, int atLeast) => Strength(formula) < atLeast ? $"({Print(formula)})" : Print(formula);

    private static int Strength(Formula formula) => formula is Formula.Binary binary ? (binary.Operator is '+' or '-' ? 1 : 2) : 3;
}
