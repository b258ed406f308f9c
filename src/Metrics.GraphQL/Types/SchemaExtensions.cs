using Metrics.GraphQL.Language;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.GraphQL.Types;

/// <summary>Merges SDL's <c>extend</c> into the extended definitions, and finds unknown directives.</summary>
internal static class SchemaExtensions
{
    public static List<Definition> Merge(IEnumerable<Definition> definitions)
    {
        var all = definitions.ToList();
        var merged = all.Where(d => !d.IsExtension).ToList();
        foreach (var extension in all.Where(d => d.IsExtension))
        {
            var index = merged.FindIndex(d => d.GetType() == extension.GetType() && d.Label == extension.Label);
            if (index < 0)
                merged.Add(extension);
            else
                merged[index] = Merge(merged[index], extension);
        }
        return merged;
    }

    public static IEnumerable<string> UnknownDirectives(IEnumerable<Definition> definitions, IReadOnlyList<SchemaDirective> known) =>
        from definition in definitions
        from directive in Applied(definition)
        where !known.Any(d => d.Name == directive.Name)
        select $"'{definition.Label}' uses unknown directive '@{directive.Name}'.";

    private static Definition Merge(Definition to, Definition from) => (to, from) switch
    {
        (SchemaDefinition a, SchemaDefinition b) => a with { Roots = [.. a.Roots, .. b.Roots] },
        (ScalarDefinition a, ScalarDefinition b) => a with { Applied = [.. a.Applied, .. b.Applied] },
        (ObjectDefinition a, ObjectDefinition b) =>
            a with { Interfaces = [.. a.Interfaces, .. b.Interfaces], Fields = [.. a.Fields, .. b.Fields] },
        (InterfaceDefinition a, InterfaceDefinition b) =>
            a with { Interfaces = [.. a.Interfaces, .. b.Interfaces], Fields = [.. a.Fields, .. b.Fields] },
        (UnionDefinition a, UnionDefinition b) => a with { Members = [.. a.Members, .. b.Members] },
        (EnumDefinition a, EnumDefinition b) => a with { Values = [.. a.Values, .. b.Values] },
        (InputDefinition a, InputDefinition b) => a with { Fields = [.. a.Fields, .. b.Fields] },
        _ => to,
    };

    private static IEnumerable<DirectiveNode> Applied(Definition definition) => definition.Applied.Concat(definition switch
    {
        ObjectDefinition d => d.Fields.SelectMany(Applied),
        InterfaceDefinition d => d.Fields.SelectMany(Applied),
        EnumDefinition d => d.Values.SelectMany(v => v.Applied),
        InputDefinition d => d.Fields.SelectMany(f => f.Applied),
        DirectiveDefinition d => d.Arguments.SelectMany(a => a.Applied),
        _ => [],
    });

    private static IEnumerable<DirectiveNode> Applied(FieldDefinition field) =>
        field.Applied.Concat(field.Arguments.SelectMany(a => a.Applied));
}
