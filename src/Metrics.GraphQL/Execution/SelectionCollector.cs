using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types;

namespace Metrics.GraphQL.Execution;

/// <summary>Merges selection sets into the list of fields to resolve (specification, CollectFields).</summary>
internal static class SelectionCollector
{
    public static IReadOnlyList<SelectedField> Collect(ExecutionRun run, ObjectType type, IEnumerable<SelectionSet> sets)
    {
        List<SelectedField> fields = [];
        Dictionary<string, SelectedField> byKey = [];
        HashSet<string> fragments = [];
        // An explicit stack instead of recursion, since fragments may be nested very deeply.
        var open = new Stack<IEnumerator<SelectionNode>>(sets.Reverse().Select(s => s.Selections.GetEnumerator()));
        while (open.TryPeek(out var current))
        {
            if (!current.MoveNext())
            {
                open.Pop();
                continue;
            }
            switch (current.Current)
            {
                case FieldNode field when IsIncluded(run, field):
                    Add(field);
                    break;
                case InlineFragmentNode inline when IsIncluded(run, inline) && Applies(inline.Condition):
                    open.Push(inline.Selections.Selections.GetEnumerator());
                    break;
                case SpreadNode spread when !fragments.Contains(spread.Name.Value) && IsIncluded(run, spread):
                    fragments.Add(spread.Name.Value);
                    if (run.Document.Fragment(spread.Name.Value) is { } fragment && Applies(fragment.Condition))
                        open.Push(fragment.Selections.Selections.GetEnumerator());
                    break;
            }
        }
        return fields;

        void Add(FieldNode node)
        {
            if (byKey.TryGetValue(node.ResponseKey, out var known))
            {
                known.Nodes.Add(node);
            }
            else if (run.Schema.FindField(type, node.Name.Value) is { } definition)
            {
                var field = new SelectedField(run, definition, node);
                byKey.Add(node.ResponseKey, field);
                fields.Add(field);
            }
        }

        bool Applies(TypeReference.Named? condition) =>
            condition is null || (run.Schema.FindType(condition) is ICompositeType wanted && wanted.PossibleTypes.Contains(type));
    }

    private static bool IsIncluded(ExecutionRun run, SelectionNode selection) => selection.Directives.Count == 0
        || (Condition(run, selection, "skip") != true && Condition(run, selection, "include") != false);

    private static bool? Condition(ExecutionRun run, SelectionNode selection, string name)
    {
        if (selection.Directives.FirstOrDefault(d => d.Name == name) is not { } directive)
            return null;
        var arguments = ArgumentCoercion.Coerce(
            run.Schema.Directives[name].Arguments, directive.Arguments, directive.Offset, run.Variables);
        return (bool?)arguments.GetValueOrDefault("if");
    }
}
