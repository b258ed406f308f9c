namespace Metrics.GraphQL.Language;

/// <summary>A value as written in a document; it prints itself in GraphQL syntax.</summary>
public abstract class ValueNode
{
    private protected ValueNode(int offset) => Offset = offset;

    /// <summary>The byte offset in the document at which the value begins.</summary>
    public int Offset { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => ValuePrinter.Print(this);
}

/// <summary>A whole number, with its digits as written.</summary>
public sealed class IntNode(string text, int offset) : ValueNode(offset)
{
    /// <summary>The digits.</summary>
    public string Text { get; } = text;
}

/// <summary>A number with a fraction or an exponent, as written.</summary>
public sealed class FloatNode(string text, int offset) : ValueNode(offset)
{
    /// <summary>The digits.</summary>
    public string Text { get; } = text;
}

/// <summary>A string, with escape sequences resolved.</summary>
public sealed class StringNode(string value, bool isBlock, int offset) : ValueNode(offset)
{
    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <summary>Whether it was written in triple quotes.</summary>
    public bool IsBlock { get; } = isBlock;
}

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed class BooleanNode(bool value, int offset) : ValueNode(offset)
{
    /// <summary>The value.</summary>
    public bool Value { get; } = value;
}

/// <summary><c>null</c>.</summary>
public sealed class NullNode(int offset) : ValueNode(offset);

/// <summary>A name without quotes that is not a keyword.</summary>
public sealed class EnumNode(string name, int offset) : ValueNode(offset)
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary><c>[a, b]</c>.</summary>
public sealed class ListNode(IReadOnlyList<ValueNode> values, int offset) : ValueNode(offset)
{
    /// <summary>The items, in order.</summary>
    public IReadOnlyList<ValueNode> Values { get; } = values;
}

/// <summary><c>{key: value}</c>.</summary>
public sealed class ObjectNode(IReadOnlyList<ObjectFieldNode> fields, int offset) : ValueNode(offset)
{
    /// <summary>The entries, in order and with duplicates.</summary>
    public IReadOnlyList<ObjectFieldNode> Fields { get; } = fields;
}

/// <summary>One entry of an <see cref="ObjectNode"/>.</summary>
/// <param name="Name">The key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Offset">The byte offset at which the key begins.</param>
public sealed record ObjectFieldNode(string Name, ValueNode Value, int Offset);

/// <summary><c>$name</c>.</summary>
public sealed class VariableNode(string name, int offset) : ValueNode(offset)
{
    /// <summary>The name, without the dollar sign.</summary>
    public string Name { get; } = name;
}
