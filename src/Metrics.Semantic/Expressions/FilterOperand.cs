using System.Collections.Frozen;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>A side of a comparison, as read.</summary>
internal static class FilterOperand
{
    private static readonly FrozenSet<string> _reserved =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "and", "or", "not", "in", "between", "like", "ilike", "is");

    public static Operand? Read(TokenReader reader)
    {
        var token = reader.Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                return Constant(new FilterValue.Text(reader.Take().Text));
            case TokenKind.Number:
                return Number(reader, negative: false);
            case TokenKind.Word:
                return Word(reader, token);
            case TokenKind.Symbol when token.Text is "-" or "+":
                reader.Take();
                if (reader.Current.Kind == TokenKind.Number)
                    return Number(reader, negative: token.Text == "-");
                reader.Expected("a number after the sign", "filters do not calculate");
                return null;
            case TokenKind.Symbol when token.Text == "{{":
                return Template(reader);
            default:
                reader.Expected("a name or a value");
                return null;
        }
    }

    private static Operand? Word(TokenReader reader, Token token)
    {
        if (_reserved.Contains(token.Text))
        {
            reader.Expected("a name or a value");
            return null;
        }

        reader.Take();
        if (token.IsWord("null"))
        {
            reader.FailAt(token, "a comparison with null", "it is never true; write 'is null' or 'is not null'");
            return null;
        }

        if (token.IsWord("true") || token.IsWord("false"))
            return Constant(new FilterValue.Boolean(token.IsWord("true")));
        if ((token.IsWord("date") || token.IsWord("timestamp")) && reader.Current.Kind == TokenKind.Text)
            return Constant(new FilterValue.Text(reader.Take().Text));
        if (reader.Current.IsSymbol("("))
            return Refused(reader, token, $"a call of {token.Shown}", "filters have no functions; compare names with values");
        return reader.Current.IsSymbol(".")
            ? Refused(reader, token, $"a point after {token.Shown}", "names are joined by two underscores: store__country")
            : new Operand.Name(token.Text);
    }

    private static Operand? Template(TokenReader reader)
    {
        reader.InTemplate = true;
        reader.Take();
        var start = reader.Current;
        if (TemplateCall.Read(reader) is not { } call)
            return null;
        if (call.Descending)
            return Refused(reader, start, "an order in a filter", null);
        reader.InTemplate = false;
        return reader.ExpectSymbol("}}") ? call.Name : null;
    }

    private static Operand.Value? Number(TokenReader reader, bool negative) =>
        reader.Exact(reader.Take(), negative) is { } number ? Constant(new FilterValue.Number(number)) : null;

    private static Operand.Value Constant(FilterValue value) => new(value);

    private static Operand? Refused(TokenReader reader, Token token, string message, string? hint)
    {
        reader.FailAt(token, message, hint);
        return null;
    }
}
