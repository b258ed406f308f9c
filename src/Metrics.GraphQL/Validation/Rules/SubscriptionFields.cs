using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>
/// The root fields of a subscription, with fragments expanded. <c>@skip</c> and <c>@include</c> are applied when literal, ignored when
/// variable.
/// </summary>
internal static class SubscriptionFields
{
    public static IReadOnlyList<FieldNode> Collect(ValidationContext context, Types.ObjectType root, SelectionSet set)
    {
        List<FieldNode> fields = [];
        var seen = new HashSet<string>();
        var open = new Stack<SelectionNode>(set.Selections.Reverse());
        while (open.TryPop(out var selection))
        {
            if (IsLeftOut(selection))
                continue;
            switch (selection)
            {
                case FieldNode field:
                    fields.Add(field);
                    break;
                case InlineFragmentNode inline when Applies(inline.Condition):
                    Push(inline.Selections);
                    break;
                case SpreadNode spread when seen.Add(spread.Name.Value)
                    && context.Document.Fragment(spread.Name.Value) is { } fragment && Applies(fragment.Condition):
                    Push(fragment.Selections);
                    break;
            }
        }
        return fields;

        void Push(SelectionSet inner)
        {
            foreach (var selection in inner.Selections.Reverse())
                open.Push(selection);
        }

        bool Applies(TypeReference.Named? condition) => condition is null
            || context.Schema.FindType(condition) is Types.ICompositeType type && type.PossibleTypes.Contains(root);
    }

    private static bool IsLeftOut(SelectionNode selection) =>
        Literal(selection, "skip") == true || Literal(selection, "include") == false;

    private static bool? Literal(SelectionNode selection, string directive) =>
        (selection.Directives.FirstOrDefault(d => d.Name == directive)?.Arguments
            .LastOrDefault(a => a.Name.Value == "if")?.Value as BooleanNode)?.Value;
}
