using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Language;

/// <summary>Parses type system definitions and extensions into <see cref="Definition"/>s.</summary>
internal sealed class TypeSystemParser(TokenStream tokens, ValueParser values)
{
    public Definition Definition()
    {
        var hasDescription = IsDescription();
        var keyword = hasDescription ? tokens.Lookahead() : tokens.Current;
        var isExtension = !hasDescription && tokens.IsWord(keyword, "extend"u8);
        if (isExtension)
            keyword = tokens.Lookahead();
        if (keyword.Kind != TokenKind.Name)
            throw tokens.Unexpected(keyword.Kind == TokenKind.BraceOpen ? null : keyword);

        Func<Definition> body = tokens.Text(keyword) switch
        {
            "schema" => Schema,
            "scalar" => () => new ScalarDefinition(tokens.ExpectName()) { Applied = Directives() },
            "type" =>
                () => new ObjectDefinition(tokens.ExpectName()) { Interfaces = Implements(), Applied = Directives(), Fields = Fields() },
            "interface" =>
                () => new InterfaceDefinition(tokens.ExpectName()) { Interfaces = Implements(), Applied = Directives(), Fields = Fields() },
            "union" => () => new UnionDefinition(tokens.ExpectName()) { Applied = Directives(), Members = Members() },
            "enum" => () => new EnumDefinition(tokens.ExpectName()) { Applied = Directives(), Values = EnumValues() },
            "input" => () => new InputDefinition(tokens.ExpectName()) { Applied = Directives(), Fields = Braced(InputValue) },
            "directive" when !isExtension => Directive,
            // In this edition only type system definitions can have a description. Before anything else, the string itself is the error.
            _ => throw tokens.Unexpected(hasDescription ? null : keyword),
        };

        var start = tokens.Current.Start;
        var description = Description();
        if (isExtension)
            tokens.Take();
        tokens.Take();
        var definition = body() with { Description = description, IsExtension = isExtension, Offset = start };
        // The grammar does not allow an extension that adds nothing.
        return isExtension && definition.IsEmpty ? throw tokens.Unexpected() : definition;
    }

    private SchemaDefinition Schema()
    {
        var directives = Directives();
        return new SchemaDefinition { Applied = directives, Roots = Braced(Root) };
    }

    private KeyValuePair<string, string> Root()
    {
        var token = tokens.Current;
        var operation = tokens.ExpectName();
        if (operation is not ("query" or "mutation" or "subscription"))
            throw tokens.Unexpected(token);
        tokens.Expect(TokenKind.Colon);
        return new(operation, tokens.ExpectName());
    }

    private DirectiveDefinition Directive()
    {
        tokens.Expect(TokenKind.At);
        var name = tokens.ExpectName();
        var arguments = Arguments();
        var isRepeatable = tokens.TryTakeKeyword("repeatable"u8);
        tokens.ExpectKeyword("on"u8);
        return new DirectiveDefinition(name)
        {
            Arguments = arguments,
            IsRepeatable = isRepeatable,
            Locations = tokens.Delimited(TokenKind.Pipe, Location),
        };
    }

    private DirectiveLocation Location()
    {
        var token = tokens.Current;
        return DirectiveLocations.Parse(tokens.ExpectName()) ?? throw tokens.Unexpected(token);
    }

    private List<string> Implements() =>
        tokens.TryTakeKeyword("implements"u8) ? tokens.Delimited(TokenKind.Ampersand, tokens.ExpectName) : [];

    private List<string> Members() => tokens.TryTake(TokenKind.EqualSign) ? tokens.Delimited(TokenKind.Pipe, tokens.ExpectName) : [];

    private List<FieldDefinition> Fields() => Braced(Field);

    private List<EnumValueDefinition> EnumValues() => Braced(EnumValue);

    private FieldDefinition Field()
    {
        var description = Description();
        var name = tokens.ExpectName();
        var arguments = Arguments();
        tokens.Expect(TokenKind.Colon);
        return new FieldDefinition(name, TypeReferenceParser.Parse(tokens))
        {
            Description = description, Arguments = arguments, Applied = Directives(),
        };
    }

    private List<InputValueDefinition> Arguments() => tokens.OptionalMany(TokenKind.ParenOpen, TokenKind.ParenClose, InputValue);

    private InputValueDefinition InputValue()
    {
        var description = Description();
        var name = tokens.ExpectName();
        tokens.Expect(TokenKind.Colon);
        return new InputValueDefinition(name, TypeReferenceParser.Parse(tokens))
        {
            Description = description,
            Default = tokens.TryTake(TokenKind.EqualSign) ? values.Value(isConst: true) : null,
            Applied = Directives(),
        };
    }

    private EnumValueDefinition EnumValue()
    {
        var description = Description();
        if (tokens.IsKeyword("true"u8) || tokens.IsKeyword("false"u8) || tokens.IsKeyword("null"u8))
            throw new SyntaxException(
                $"\"{tokens.Text(tokens.Current)}\" is reserved and cannot be used for an enum value.", tokens.Current.Start);
        return new EnumValueDefinition(tokens.ExpectName()) { Description = description, Applied = Directives() };
    }

    private List<DirectiveNode> Directives() => values.Directives(isConst: true);

    private List<T> Braced<T>(Func<T> item) => tokens.OptionalMany(TokenKind.BraceOpen, TokenKind.BraceClose, item);

    private bool IsDescription() => tokens.Is(TokenKind.String) || tokens.Is(TokenKind.BlockString);

    private string? Description() => IsDescription() ? values.String().Value : null;
}
