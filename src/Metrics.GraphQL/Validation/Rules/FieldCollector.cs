using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>
/// A field at the place of its selection. Introspection fields have no definition here, as in the reference implementation.
/// </summary>
internal sealed class CollectedField(int id, FieldNode node, ICompositeType? parent)
{
    public int Id { get; } = id;

    public FieldNode Node { get; } = node;

    public ICompositeType? Parent { get; } = parent;

    public Field? Definition { get; } = parent?.FindField(node.Name.Value);

    public string? Shape { get; set; }

    public string? Question { get; set; }
}

/// <summary>Fields that will be merged; equal to another set with the same fields.</summary>
internal sealed class FieldSet : IEquatable<FieldSet>
{
    private readonly int hash;

    public FieldSet(IReadOnlyCollection<CollectedField> fields)
    {
        Fields = [.. fields.OrderBy(f => f.Id)];
        var code = new HashCode();
        foreach (var field in Fields)
            code.Add(field.Id);
        hash = code.ToHashCode();
    }

    public IReadOnlyList<CollectedField> Fields { get; }

    public bool Equals(FieldSet? other) => other is not null && Fields.SequenceEqual(other.Fields);

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode() => hash;
}

/// <summary>Collects the fields of selection sets, with fragments expanded.</summary>
internal sealed class FieldCollector(ValidationContext context)
{
    private readonly Dictionary<(FieldNode, ICompositeType?), CollectedField> known = [];
    private readonly HashSet<FragmentNode> seen = [];

    /// <summary>How many selections were visited, including repeated visits.</summary>
    public int Visited { get; private set; }

    public bool HasSeen(FragmentNode fragment) => seen.Contains(fragment);

    public FieldSet Collect(IReadOnlyList<(ICompositeType? Type, SelectionSet Set)> sets)
    {
        var fields = new HashSet<CollectedField>();
        var fragments = new HashSet<string>();
        var open = new Stack<(ICompositeType? Type, SelectionSet Set)>(sets);
        while (open.TryPop(out var next))
        {
            Visited += next.Set.Selections.Count;
            foreach (var selection in next.Set.Selections)
            {
                switch (selection)
                {
                    case FieldNode field:
                        fields.Add(Known(field, next.Type));
                        break;
                    case InlineFragmentNode inline:
                        open.Push(
                            (inline.Condition is null
                                ? next.Type : context.Schema.FindType(inline.Condition) as ICompositeType, inline.Selections));
                        break;
                    case SpreadNode spread
                        when fragments.Add(spread.Name.Value) && context.Document.Fragment(spread.Name.Value) is { } fragment:
                        seen.Add(fragment);
                        open.Push((context.Schema.FindType(fragment.Condition) as ICompositeType, fragment.Selections));
                        break;
                }
            }
        }
        return new FieldSet(fields);
    }

    private CollectedField Known(FieldNode node, ICompositeType? parent)
    {
        if (!known.TryGetValue((node, parent), out var field))
            known[(node, parent)] = field = new CollectedField(known.Count, node, parent);
        return field;
    }
}
