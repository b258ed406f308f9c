namespace Metrics.GraphQL.Language;

/// <summary>Parses values, arguments and directives.</summary>
internal sealed class ValueParser(TokenStream tokens)
{
    public NameNode Name()
    {
        var token = tokens.Expect(TokenKind.Name);
        return new NameNode(tokens.Text(token), token.Start);
    }

    public List<ArgumentNode> Arguments(bool isConst) =>
        tokens.OptionalMany(TokenKind.ParenOpen, TokenKind.ParenClose, () => Argument(isConst));

    public List<DirectiveNode> Directives(bool isConst)
    {
        List<DirectiveNode> directives = [];
        while (tokens.Is(TokenKind.At))
        {
            var start = tokens.Take().Start;
            directives.Add(new DirectiveNode(tokens.ExpectName(), Arguments(isConst), start));
        }
        return directives;
    }

    public VariableNode Variable()
    {
        var start = tokens.Expect(TokenKind.Dollar).Start;
        return new VariableNode(tokens.ExpectName(), start);
    }

    public ValueNode Value(bool isConst)
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.BracketOpen:
                return new ListNode(
                    tokens.Many(TokenKind.BracketOpen, TokenKind.BracketClose, () => Value(isConst), canBeEmpty: true), token.Start);
            case TokenKind.BraceOpen:
                return new ObjectNode(
                    tokens.Many(TokenKind.BraceOpen, TokenKind.BraceClose, () => Field(isConst), canBeEmpty: true), token.Start);
            case TokenKind.Int:
                return new IntNode(tokens.Text(tokens.Take()), token.Start);
            case TokenKind.Float:
                return new FloatNode(tokens.Text(tokens.Take()), token.Start);
            case TokenKind.String or TokenKind.BlockString:
                return String();
            case TokenKind.Name:
                return Word(tokens.Take());
            case TokenKind.Dollar when isConst:
                tokens.Take();
                throw tokens.Is(TokenKind.Name)
                    ? new SyntaxException($"Unexpected variable \"${tokens.ExpectName()}\" in constant value.", token.Start)
                    : tokens.Unexpected(token);
            case TokenKind.Dollar:
                return Variable();
            default:
                throw tokens.Unexpected();
        }
    }

    public StringNode String()
    {
        var token = tokens.Take();
        return new StringNode(tokens.Text(token), token.Kind == TokenKind.BlockString, token.Start);
    }

    private ArgumentNode Argument(bool isConst)
    {
        var name = Name();
        tokens.Expect(TokenKind.Colon);
        return new ArgumentNode(name, Value(isConst));
    }

    private ObjectFieldNode Field(bool isConst)
    {
        var name = Name();
        tokens.Expect(TokenKind.Colon);
        return new ObjectFieldNode(name.Value, Value(isConst), name.Offset);
    }

    private ValueNode Word(Token token) => tokens.Text(token) switch
    {
        "true" => new BooleanNode(true, token.Start),
        "false" => new BooleanNode(false, token.Start),
        "null" => new NullNode(token.Start),
        var name => new EnumNode(name, token.Start),
    };
}
