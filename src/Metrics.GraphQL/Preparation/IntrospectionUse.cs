using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Preparation;

internal static class IntrospectionUse
{
    /// <summary>
    /// The offset of the first <c>__schema</c> or <c>__type</c>. Valid documents have them only at the root, but all levels are searched.
    /// </summary>
    public static int? Find(Document document)
    {
        var open = new Stack<SelectionSet>(document.Executables.Select(e => e.Selections));
        while (open.TryPop(out var set))
        {
            foreach (var selection in set.Selections)
            {
                if (selection is FieldNode { Name.Value: "__schema" or "__type" })
                    return selection.Offset;
                if ((selection as FieldNode)?.Selections is { } below)
                    open.Push(below);
                if (selection is InlineFragmentNode inline)
                    open.Push(inline.Selections);
            }
        }
        return null;
    }
}
