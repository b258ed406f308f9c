using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Preparation;

internal static class IntrospectionUse
{
    /// <summary>The first <c>__schema</c> or <c>__type</c>, wherever it stands; a valid document has them at the root only.</summary>
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
