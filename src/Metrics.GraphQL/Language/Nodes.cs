namespace Metrics.GraphQL.Language;

/// <summary>A name and where it stands.</summary>
internal sealed record NameNode(string Value, int Offset);

/// <summary><c>name: value</c> in parentheses.</summary>
internal sealed record ArgumentNode(NameNode Name, ValueNode Value);

/// <summary><c>@name(arguments)</c>.</summary>
internal sealed record DirectiveNode(string Name, IReadOnlyList<ArgumentNode> Arguments, int Offset);

/// <summary><c>$name: Type = default</c>.</summary>
internal sealed record VariableDefinitionNode(
    VariableNode Variable, TypeReference Type, ValueNode? Default, IReadOnlyList<DirectiveNode> Directives, int Offset);
