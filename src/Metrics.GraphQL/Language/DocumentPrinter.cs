using System.Text;

namespace Metrics.GraphQL.Language;

/// <summary>Prints executable documents in the reference implementation's layout.</summary>
internal static class DocumentPrinter
{
    private const int LineLength = 80;

    public static string Print(Document document) => string.Join("\n\n", document.Executables.Select(Print));

    private static string Print(ExecutableNode node) => node switch
    {
        OperationNode operation => Print(operation),
        FragmentNode fragment =>
            $"fragment {fragment.Name.Value} on {fragment.Condition}{Directives(fragment.Directives)} {Block(fragment.Selections)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Print(OperationNode operation)
    {
        var definitions = operation.Variables.Select(Print).ToList();
        var variables = definitions.Count == 0 ? ""
            : definitions.Exists(d => d.Contains('\n', StringComparison.Ordinal)) ? $"(\n{string.Join('\n', definitions)}\n)"
            : $"({string.Join(", ", definitions)})";
        if (operation is { Kind: OperationKind.Query, Name: null, Directives.Count: 0 } && variables.Length == 0)
            return Block(operation.Selections);
        var kind = operation.Kind.ToString().ToLowerInvariant();
        // An anonymous operation has a space before its variables; a named one has not.
        var name = operation.Name is null && variables.Length == 0 ? "" : $" {operation.Name?.Value}{variables}";
        return $"{kind}{name}{Directives(operation.Directives)} {Block(operation.Selections)}";
    }

    private static string Print(VariableDefinitionNode variable) =>
        $"${variable.Variable.Name}: "
        + $"{variable.Type}{(variable.Default is null ? "" : $" = {variable.Default}")}{Directives(variable.Directives)}";

    private static string Block(SelectionSet set) =>
        $"{{\n{Indent(string.Join('\n', set.Selections.Select(Print)))}\n}}";

    private static string Print(SelectionNode selection) => selection switch
    {
        FieldNode field => Print(field),
        SpreadNode spread => $"...{spread.Name.Value}{Directives(spread.Directives)}",
        InlineFragmentNode inline =>
            $"...{(inline.Condition is null ? "" : $" on {inline.Condition}")}{Directives(inline.Directives)} {Block(inline.Selections)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Print(FieldNode field)
    {
        var text = new StringBuilder(field.Alias is null ? "" : field.Alias.Value + ": ").Append(field.Name.Value);
        if (field.Arguments.Count > 0)
        {
            var arguments = field.Arguments.Select(Print).ToList();
            var line = $"({string.Join(", ", arguments)})";
            text.Append(text.Length + line.Length > LineLength ? $"(\n{Indent(string.Join('\n', arguments))}\n)" : line);
        }
        text.Append(Directives(field.Directives));
        if (field.Selections is not null)
            text.Append(' ').Append(Block(field.Selections));
        return text.ToString();
    }

    private static string Print(ArgumentNode argument) => $"{argument.Name.Value}: {argument.Value}";

    private static string Directives(IReadOnlyList<DirectiveNode> directives) => string.Concat(directives.Select(d =>
        $" @{d.Name}{(d.Arguments.Count == 0 ? "" : $"({string.Join(", ", d.Arguments.Select(Print))})")}"));

    private static string Indent(string text) => "  " + text.Replace("\n", "\n  ", StringComparison.Ordinal);
}
