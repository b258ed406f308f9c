using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Language;

/// <summary>Parses documents by recursive descent (specification, appendix B.3).</summary>
internal sealed class DocumentParser(TokenStream tokens)
{
    private readonly ValueParser values = new(tokens);

    public Document Parse(SourceText source)
    {
        List<ExecutableNode> executables = [];
        List<Definition> typeSystem = [];
        var typeSystemParser = new TypeSystemParser(tokens, values);
        do
        {
            if (tokens.Is(TokenKind.BraceOpen))
                executables.Add(new OperationNode(OperationKind.Query, null, [], [], Selections(out var start), start));
            else if (OperationKeyword() is { } kind)
                executables.Add(Operation(kind));
            else if (tokens.IsKeyword("fragment"u8))
                executables.Add(Fragment());
            else
                typeSystem.Add(typeSystemParser.Definition());
        }
        while (!tokens.Is(TokenKind.EndOfFile));
        return new Document(source, executables, typeSystem);
    }

    private OperationKind? OperationKeyword() =>
        tokens.IsKeyword("query"u8) ? OperationKind.Query
        : tokens.IsKeyword("mutation"u8) ? OperationKind.Mutation
        : tokens.IsKeyword("subscription"u8) ? OperationKind.Subscription
        : null;

    private OperationNode Operation(OperationKind kind)
    {
        var start = tokens.Take().Start;
        var name = tokens.Is(TokenKind.Name) ? values.Name() : null;
        var variables = tokens.OptionalMany(TokenKind.ParenOpen, TokenKind.ParenClose, VariableDefinition);
        return new OperationNode(kind, name, variables, values.Directives(isConst: false), Selections(out _), start);
    }

    private VariableDefinitionNode VariableDefinition()
    {
        var variable = values.Variable();
        tokens.Expect(TokenKind.Colon);
        var type = TypeReferenceParser.Parse(tokens);
        var value = tokens.TryTake(TokenKind.EqualSign) ? values.Value(isConst: true) : null;
        return new VariableDefinitionNode(variable, type, value, values.Directives(isConst: true), variable.Offset);
    }

    private FragmentNode Fragment()
    {
        var start = tokens.Take().Start;
        var name = FragmentName();
        tokens.ExpectKeyword("on"u8);
        var condition = TypeReferenceParser.ParseNamed(tokens);
        return new FragmentNode(name, condition, values.Directives(isConst: false), Selections(out _), start);
    }

    private NameNode FragmentName() => tokens.IsKeyword("on"u8) ? throw tokens.Unexpected() : values.Name();

    private SelectionSet Selections(out int start)
    {
        start = tokens.Current.Start;
        return new SelectionSet(tokens.Many(TokenKind.BraceOpen, TokenKind.BraceClose, Selection), start);
    }

    private SelectionNode Selection() => tokens.Is(TokenKind.Spread) ? Spread() : Field();

    private FieldNode Field()
    {
        var name = values.Name();
        var alias = tokens.TryTake(TokenKind.Colon) ? name : null;
        if (alias is not null)
            name = values.Name();
        var arguments = values.Arguments(isConst: false);
        var directives = values.Directives(isConst: false);
        var selections = tokens.Is(TokenKind.BraceOpen) ? Selections(out _) : null;
        return new FieldNode(alias, name, arguments, directives, selections, (alias ?? name).Offset);
    }

    private SelectionNode Spread()
    {
        var start = tokens.Take().Start;
        var isConditioned = tokens.TryTakeKeyword("on"u8);
        if (!isConditioned && tokens.Is(TokenKind.Name))
            return new SpreadNode(FragmentName(), values.Directives(isConst: false), start);
        var condition = isConditioned ? TypeReferenceParser.ParseNamed(tokens) : null;
        return new InlineFragmentNode(condition, values.Directives(isConst: false), Selections(out _), start);
    }
}
