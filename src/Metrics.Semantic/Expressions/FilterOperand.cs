using System.Collections.Frozen;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>Reads one side of a comparison.</summary>
internal static class FilterOperand
{
    // The caller, in a policy's condition.
    private const string Principal = "principal";

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
                reader.Expected("a number after the sign", "filters have no arithmetic");
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
        {
            var written = new FilterValue.Text(reader.Take().Text);
            return Constant(token.IsWord("date") ? written : DayText.Instant(written));
        }

        if (token.IsWord("cast") && reader.Current.IsSymbol("("))
            return Cast(reader);
        if (reader.Current.IsSymbol("("))
            return Refused(reader, token, $"a call of {token.Shown}", "filters have no functions; compare names with values");
        return reader.Current.IsSymbol(".")
            ? Refused(reader, token, $"a point after {token.Shown}", "names are joined by two underscores: store__country")
            : new Operand.Name(token.Text);
    }

    // cast(x as timestamp): a text becomes that time; of a time, at most the time of day changes.
    private static Operand? Cast(TokenReader reader)
    {
        if (!reader.Enter() || !reader.ExpectSymbol("("))
            return null;
        var start = reader.Current;
        var operand = Read(reader);
        reader.Leave();
        if (operand is null)
            return null;
        if (!reader.TakeWord("as"))
        {
            reader.Expected("'as'", "write cast(x as timestamp)");
            return null;
        }

        var type = reader.Take();
        TimeCast? cast = type.IsWord("date") ? TimeCast.Date : type.IsWord("timestamp") || type.IsWord("datetime")
            ? TimeCast.Timestamp : null;
        if (cast is null)
            return Refused(
                reader, type, $"a cast to {type.Shown}",
                "only date and timestamp; other values take the type of what they are compared with");
        if (!reader.ExpectSymbol(")"))
            return null;
        return operand switch
        {
            Operand.Name name => name with { Cast = name.Cast == TimeCast.Date ? TimeCast.Date : cast.Value },
            Operand.Value { Constant: FilterValue.Text text } => Constant(
                cast == TimeCast.Timestamp ? DayText.Instant(text)
                : text.Content.Length > 10 ? new FilterValue.Text(text.Content[..10])
                : text),
            _ => Refused(reader, start, "a cast of a value that is not a time"),
        };
    }

    private static Operand? Template(TokenReader reader)
    {
        reader.InTemplate = true;
        reader.Take();
        var start = reader.Current;
        if (reader.TakesParameters && start.IsWord(TemplateCall.Parameter))
            return Parameter(reader);
        if (reader.TakesAttributes && start.IsWord(Principal))
            return Attribute(reader);
        if (TemplateCall.Read(reader) is not { } call)
            return null;
        if (call.Descending)
            return Refused(reader, start, "an ordering in a filter", null);
        reader.InTemplate = false;
        return reader.ExpectSymbol("}}") ? call.Name : null;
    }

    private static Operand.Value? Parameter(TokenReader reader)
    {
        reader.Take();
        if (!reader.ExpectSymbol("(") || TemplateArguments.NameText(reader) is not { } name || !reader.ExpectSymbol(")"))
            return null;
        reader.InTemplate = false;
        return reader.ExpectSymbol("}}") ? Constant(new FilterValue.Parameter(name)) : null;
    }

    private static Operand.Value? Attribute(TokenReader reader)
    {
        reader.Take();
        if (!reader.ExpectSymbol("."))
            return null;
        if (reader.Current.Kind != TokenKind.Word)
        {
            reader.Expected("the name of an attribute", "write {{ principal.countries }}");
            return null;
        }

        var name = reader.Take().Text;
        reader.InTemplate = false;
        return reader.ExpectSymbol("}}") ? Constant(new FilterValue.Attribute(name)) : null;
    }

    private static Operand.Value? Number(TokenReader reader, bool negative) =>
        reader.Exact(reader.Take(), negative) is { } number ? Constant(new FilterValue.Number(number)) : null;

    private static Operand.Value Constant(FilterValue value) => new(value);

    private static Operand? Refused(TokenReader reader, Token token, string message, string? hint = null)
    {
        reader.FailAt(token, message, hint);
        return null;
    }
}
