using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>Fields under the same response key ask for the same thing.</summary>
/// <remarks>
/// Comparing every pair of fields, and then every pair of their selections, grows exponentially. Instead, fields are merged by key, level
/// by level: all fields under a key must be alike, and their selections together form the next set to check. Each set of fields is checked
/// once. There are two checks for each key: all fields have the same shape, and fields that may apply to the same object have the same name
/// and arguments. (The idea: S. Adameit, "Overlapping fields can be merged fast".)
/// </remarks>
internal sealed class OverlappingFieldsCanBeMerged : Rule
{
    /// <summary>Selections visited before a document is refused as too entangled to check.</summary>
    private const int Budget = 500_000;

    private readonly HashSet<(bool IsShape, FieldSet Set)> seen = [];
    private readonly Queue<(bool IsShape, FieldSet Set)> open = new();
    private readonly HashSet<(int, int)> reported = [];
    private int spent;

    public override void LeaveDocument()
    {
        var collector = new FieldCollector(Context);
        // Operations first: a fragment that they reach is checked there, together with everything it is merged with.
        foreach (var node in Document.Executables.OrderBy(e => e is FragmentNode))
        {
            if (node is FragmentNode fragment && collector.HasSeen(fragment))
                continue;
            var type = node is OperationNode operation
                ? Context.Schema.Roots.For(operation.Kind)
                : Context.Schema.FindType(((FragmentNode)node).Condition) as ICompositeType;
            var set = collector.Collect([(type, node.Selections)]);
            Enqueue(isShape: true, set);
            Enqueue(isShape: false, set);
            while (open.TryDequeue(out var item))
            {
                if (spent + collector.Visited > Budget)
                {
                    Report("The document's fields overlap in too many ways to be checked.");
                    return;
                }
                foreach (var group in item.Set.Fields.GroupBy(f => f.Node.ResponseKey))
                    Check(collector, item.IsShape, [.. group]);
            }
        }
    }

    private void Check(FieldCollector collector, bool isShape, IReadOnlyList<CollectedField> fields)
    {
        if (isShape)
        {
            CheckAlike(fields, FieldLikeness.Shape, "they return conflicting types");
            Descend(fields);
            return;
        }
        // Fields of different object types never apply to the same object; those of abstract types may apply to any.
        var shared = fields.Where(f => f.Parent is not ObjectType).ToList();
        var byObject = fields.Where(f => f.Parent is ObjectType).GroupBy(f => f.Parent).ToList();
        foreach (var together in byObject.Count == 0 ? [shared] : byObject.Select(own => shared.Concat(own).ToList()))
        {
            CheckAlike(together, FieldLikeness.Question, "they are different fields or have differing arguments");
            Descend(together);
        }

        void Descend(IReadOnlyList<CollectedField> merged)
        {
            var selections = merged.Where(f => f.Node.Selections is not null)
                .Select(f => (f.Definition?.Type.Innermost as ICompositeType, f.Node.Selections!)).ToList();
            if (selections.Count > 0)
                Enqueue(isShape, collector.Collect(selections));
        }
    }

    private void Enqueue(bool isShape, FieldSet set)
    {
        spent += set.Fields.Count;
        if (seen.Add((isShape, set)))
            open.Enqueue((isShape, set));
    }

    private void CheckAlike(IReadOnlyList<CollectedField> fields, Func<CollectedField, string?> likeness, string reason)
    {
        if (fields.Count < 2)
            return;
        CollectedField? first = null;
        foreach (var field in fields.Where(f => likeness(f) is not null))
        {
            first ??= field;
            if (likeness(field) != likeness(first) && reported.Add((first.Node.Offset, field.Node.Offset)))
            {
                Report(
                    $"Fields \"{field.Node.ResponseKey}\" conflict because {reason}. Use different aliases on the fields to fetch both "
                    + $"if this was intentional.",
                    first.Node.Offset, field.Node.Offset);
            }
        }
    }
}
