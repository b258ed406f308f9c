namespace Metrics.GraphQL.Language;

/// <summary>A name with its offset in the document.</summary>
internal sealed record NameNode(string Value, int Offset);

/// <summary>An argument: <c>name: value</c>.</summary>
internal sealed record ArgumentNode(NameNode Name, ValueNode Value);

/// <summary>A directive in use: <c>@name(arguments)</c>.</summary>
internal sealed record DirectiveNode(string Name, IReadOnlyList<ArgumentNode> Arguments, int Offset);

/// <summary>A variable definition: <c>$name: Type = default</c>.</summary>
internal sealed record VariableDefinitionNode(
    VariableNode Variable, TypeReference Type, ValueNode? Default, IReadOnlyList<DirectiveNode> Directives, int Offset);
