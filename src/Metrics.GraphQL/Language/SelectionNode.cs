using System.Text.Encodings.Web;
using System.Text.Json;

namespace Metrics.GraphQL.Language;

/// <summary>An item of a selection set: a field, a spread of a named fragment, or an inline fragment.</summary>
internal abstract class SelectionNode(IReadOnlyList<DirectiveNode> directives, int offset)
{
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;

    public int Offset { get; } = offset;
}

internal sealed record SelectionSet(IReadOnlyList<SelectionNode> Selections, int Offset);

internal sealed class FieldNode(
    NameNode? alias, NameNode name, IReadOnlyList<ArgumentNode> arguments, IReadOnlyList<DirectiveNode> directives,
    SelectionSet? selections, int offset) : SelectionNode(directives, offset)
{
    private JsonEncodedText? encodedKey;

    public NameNode? Alias { get; } = alias;

    public NameNode Name { get; } = name;

    public IReadOnlyList<ArgumentNode> Arguments { get; } = arguments;

    public SelectionSet? Selections { get; } = selections;

    public string ResponseKey => (Alias ?? Name).Value;

    /// <summary>The response key, encoded for JSON. Kept with the document, which serves many requests.</summary>
    public JsonEncodedText EncodedKey => encodedKey ??= JsonEncodedText.Encode(ResponseKey, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
}

internal sealed class SpreadNode(NameNode name, IReadOnlyList<DirectiveNode> directives, int offset)
    : SelectionNode(directives, offset)
{
    public NameNode Name { get; } = name;
}

internal sealed class InlineFragmentNode(
    TypeReference.Named? condition, IReadOnlyList<DirectiveNode> directives, SelectionSet selections, int offset)
    : SelectionNode(directives, offset)
{
    public TypeReference.Named? Condition { get; } = condition;

    public SelectionSet Selections { get; } = selections;
}
