using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Expressions;

/// <summary>Reads a derived metric's formula: <c>coalesce(gross, 0) - refunds * 1.21</c>, precedence as in SQL.</summary>
public static class FormulaParser
{
    // A chain of operators nests to the left, so its length is bounded too.
    private const int MaxParts = 500;

    private static readonly FrozenDictionary<string, (int Least, int Most)> _functions = new Dictionary<string, (int, int)>
    {
        ["coalesce"] = (1, MaxParts),
        ["nullif"] = (2, 2),
        ["abs"] = (1, 1),
        ["round"] = (1, 2),
        ["greatest"] = (1, MaxParts),
        ["least"] = (1, MaxParts),
    }.ToFrozenDictionary();

    /// <summary>The formula, or the place where it is malformed.</summary>
    public static Outcome<Formula> Parse(string text, SourceLocation? location = null)
    {
        var reader = new TokenReader(text, SyntaxCodes.Definition, location);
        var parts = 0;
        return reader.Finish(Sum(reader, ref parts), "an operator or the end");
    }

    private static Formula? Sum(TokenReader reader, ref int parts)
    {
        var left = Product(reader, ref parts);
        while (left is not null && reader.Current is { Kind: TokenKind.Symbol, Text: "+" or "-" })
        {
            var sign = reader.Take().Text[0];
            left = Product(reader, ref parts) is { } right ? new Formula.Binary(sign, left, right) : null;
        }

        return left;
    }

    private static Formula? Product(TokenReader reader, ref int parts)
    {
        var left = Signed(reader, ref parts);
        while (left is not null && reader.Current is { Kind: TokenKind.Symbol, Text: "*" or "/" })
        {
            var sign = reader.Take().Text[0];
            left = Signed(reader, ref parts) is { } right ? new Formula.Binary(sign, left, right) : null;
        }

        return left;
    }

    private static Formula? Signed(TokenReader reader, ref int parts)
    {
        if (++parts > MaxParts)
            return Refused(reader, reader.Current, $"a formula of more than {MaxParts} parts");
        if (!reader.TakeSymbol("-"))
            return Primary(reader, ref parts);
        if (reader.Current.Kind == TokenKind.Number)
            return Number(reader, negative: true);
        if (!reader.Enter())
            return null;
        var of = Signed(reader, ref parts);
        reader.Leave();
        return of is null ? null : new Formula.Negate(of);
    }

    private static Formula? Primary(TokenReader reader, ref int parts)
    {
        switch (reader.Current.Kind)
        {
            case TokenKind.Number:
                return Number(reader, negative: false);
            case TokenKind.Word:
                var word = reader.Take();
                return reader.Current.IsSymbol("(") ? Call(reader, word, ref parts) : new Formula.Input(word.Text);
            case TokenKind.Symbol when reader.Current.Text == "(":
                if (!reader.Enter())
                    return null;
                reader.Take();
                var inner = Sum(reader, ref parts);
                reader.Leave();
                return inner is not null && reader.ExpectSymbol(")") ? inner : null;
            default:
                reader.Expected("a metric, a number or '('");
                return null;
        }
    }

    private static Formula? Call(TokenReader reader, Token word, ref int parts)
    {
        var function = word.Text.ToLowerInvariant();
        if (!_functions.TryGetValue(function, out var bounds))
            return Refused(
                reader, word, $"unknown function {word.Shown}", $"formulas know {string.Join(", ", _functions.Keys.Order())}",
                NearestNames.To(function, _functions.Keys));
        if (!reader.Enter())
            return null;
        reader.Take();
        var arguments = new List<Formula>();
        do
        {
            if (Sum(reader, ref parts) is not { } argument)
                return null;
            arguments.Add(argument);
        }
        while (reader.TakeSymbol(","));
        reader.Leave();
        if (!reader.ExpectSymbol(")"))
            return null;
        if (arguments.Count < bounds.Least || arguments.Count > bounds.Most)
            return Refused(reader, word, $"{function} with {arguments.Count} arguments");
        if (function == "round" && arguments.Count == 2 && !IsDigits(arguments[1]))
            return Refused(reader, word, "round to other than a whole number of digits");
        return new Formula.Call(function, arguments.ToEquatableList());
    }

    private static bool IsDigits(Formula formula) =>
        formula is Formula.Number { Content: >= -20 and <= 20 } number && decimal.IsInteger(number.Content);

    private static Formula.Number? Number(TokenReader reader, bool negative) =>
        reader.Exact(reader.Take(), negative) is { } number ? new Formula.Number(number) : null;

    private static Formula? Refused(
        TokenReader reader, Token token, string message, string? hint = null, EquatableList<string> candidates = default)
    {
        reader.FailAt(token, message, hint, candidates);
        return null;
    }
}
