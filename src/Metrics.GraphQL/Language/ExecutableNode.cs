namespace Metrics.GraphQL.Language;

internal enum OperationKind
{
    Query,
    Mutation,
    Subscription,
}

/// <summary>An operation or a fragment definition.</summary>
internal abstract class ExecutableNode(
    NameNode? name, IReadOnlyList<DirectiveNode> directives, SelectionSet selections, int offset)
{
    public NameNode? Name { get; } = name;

    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;

    public SelectionSet Selections { get; } = selections;

    public int Offset { get; } = offset;
}

internal sealed class OperationNode(
    OperationKind kind, NameNode? name, IReadOnlyList<VariableDefinitionNode> variables,
    IReadOnlyList<DirectiveNode> directives, SelectionSet selections, int offset)
    : ExecutableNode(name, directives, selections, offset)
{
    public OperationKind Kind { get; } = kind;

    public IReadOnlyList<VariableDefinitionNode> Variables { get; } = variables;
}

internal sealed class FragmentNode(
    NameNode name, TypeReference.Named condition, IReadOnlyList<DirectiveNode> directives, SelectionSet selections, int offset)
    : ExecutableNode(name, directives, selections, offset)
{
    public new NameNode Name { get; } = name;

    public TypeReference.Named Condition { get; } = condition;
}
