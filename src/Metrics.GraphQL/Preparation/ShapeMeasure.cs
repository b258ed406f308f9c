using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Preparation;

/// <summary>
/// Measures operations, each fragment once. A fragment that spreads itself counts as empty there; validation refuses it later.
/// </summary>
internal sealed class ShapeMeasure(Schema schema, Document document)
{
    private readonly Dictionary<string, Shape> fragments = [];

    public Shape Measure(OperationNode operation)
    {
        MeasureFragments(operation);
        return Measure(operation.Selections, schema.Roots.For(operation.Kind));
    }

    /// <summary>
    /// Measures fragments before those that spread them. Uses an explicit stack, since a chain may be as long as the document.
    /// </summary>
    private void MeasureFragments(OperationNode operation)
    {
        var entered = new HashSet<string>();
        var open = new Stack<(FragmentNode? Fragment, IEnumerator<string> Spreads)>();
        open.Push((null, Spreads(operation.Selections).GetEnumerator()));
        while (open.TryPeek(out var top))
        {
            if (top.Spreads.MoveNext())
            {
                var name = top.Spreads.Current;
                if (!fragments.ContainsKey(name) && entered.Add(name) && document.Fragment(name) is { } fragment)
                    open.Push((fragment, Spreads(fragment.Selections).GetEnumerator()));
                continue;
            }
            open.Pop();
            if (top.Fragment is { } done)
                fragments[done.Name.Value] = Measure(done.Selections, schema.FindType(done.Condition) as ICompositeType);
        }
    }

    private Shape Measure(SelectionSet set, ICompositeType? parent)
    {
        var shape = default(Shape);
        foreach (var selection in set.Selections)
        {
            shape = shape.And(selection switch
            {
                FieldNode field => Measure(field, parent),
                InlineFragmentNode inline => Measure(
                    inline.Selections, inline.Condition is null ? parent : schema.FindType(inline.Condition) as ICompositeType),
                SpreadNode spread => fragments.GetValueOrDefault(spread.Name.Value),
                _ => default,
            });
        }
        return shape;
    }

    private Shape Measure(FieldNode node, ICompositeType? parent)
    {
        var field = parent is null ? null : schema.FindField(parent, node.Name.Value);
        var below = node.Selections is null ? default : Measure(node.Selections, field?.Type.Innermost as ICompositeType);
        var isSchemaList = parent?.Name.StartsWith("__", StringComparison.Ordinal) == true
            && node.Name.Value is "fields" or "interfaces" or "possibleTypes" or "inputFields";
        return below.Under(node.Alias is not null, field?.Cost ?? 1, field?.Fanout ?? 1, isSchemaList);
    }

    private static IEnumerable<string> Spreads(SelectionSet set) => set.Selections.SelectMany(selection => selection switch
    {
        SpreadNode spread => [spread.Name.Value],
        InlineFragmentNode inline => Spreads(inline.Selections),
        FieldNode { Selections: { } below } => Spreads(below),
        _ => [],
    });
}
