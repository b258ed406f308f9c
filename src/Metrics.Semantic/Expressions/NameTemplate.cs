using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Expressions;

/// <summary>
/// Reads names, which may be in dbt's form: <c>Dimension('device__type')</c>, with or without braces, is <c>device__type</c>.
/// </summary>
public static class NameTemplate
{
    /// <summary>Reads a name that an author wrote in a file.</summary>
    public static Outcome<Operand.Name> ReadDefinition(string text, SourceLocation? location = null) =>
        Unordered(text, SyntaxCodes.Definition, location);

    /// <summary>Reads a name that a caller asked for.</summary>
    public static Outcome<Operand.Name> ReadRequest(string text) => Unordered(text, SyntaxCodes.AskedName, null);

    /// <summary>Reads an item of an author's order: <c>-transactions</c>, <c>Metric('transactions').descending(True)</c>.</summary>
    public static Outcome<OrderItem> ReadDefinitionOrder(string text, SourceLocation? location = null) =>
        Ordered(text, SyntaxCodes.Definition, location);

    /// <summary>Reads an item of a caller's order.</summary>
    public static Outcome<OrderItem> ReadRequestOrder(string text) => Ordered(text, SyntaxCodes.AskedName, null);

    private static Outcome<Operand.Name> Unordered(string text, SyntaxCodes codes, SourceLocation? location)
    {
        var reader = new TokenReader(text, codes, location, inTemplate: true);
        var start = reader.Current;
        var call = Item(reader);
        if (call is { Descending: true })
            reader.FailAt(start, "an ordering in a name");
        return reader.Finish(call?.Name, "the end of the name");
    }

    private static Outcome<OrderItem> Ordered(string text, SyntaxCodes codes, SourceLocation? location)
    {
        var reader = new TokenReader(text, codes, location, inTemplate: true);
        var minus = reader.TakeSymbol("-");
        var start = reader.Current;
        var call = Item(reader);
        if (minus && call is { Descending: true })
            reader.FailAt(start, "descending twice", "write the minus sign or .descending(True)");
        return reader.Finish(call is null ? null : new OrderItem(call.Name.Text, minus || call.Descending), "the end of the name");
    }

    private static TemplateCall? Item(TokenReader reader)
    {
        if (reader.TakeSymbol("{{"))
            return TemplateCall.Read(reader) is { } call && reader.ExpectSymbol("}}") ? call : null;
        if (reader.Current.Kind != TokenKind.Word)
        {
            reader.Expected("a name");
            return null;
        }

        return reader.PeekIsOpen() ? TemplateCall.Read(reader) : new TemplateCall(new Operand.Name(reader.Take().Text), Descending: false);
    }
}
