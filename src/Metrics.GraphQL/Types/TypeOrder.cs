namespace Metrics.GraphQL.Types;

/// <summary>Orders a schema's types as defined, each followed by the built-in types that it is the first to refer to.</summary>
internal static class TypeOrder
{
    public static IReadOnlyList<NamedType> Of(
        IEnumerable<NamedType> defined, RootTypes roots, IEnumerable<SchemaDirective> directives, NamedType introspection)
    {
        var own = defined.ToList();
        var waiting = own.ToHashSet();
        var placed = new HashSet<NamedType>();
        List<NamedType> order = [];
        foreach (var type in own)
        {
            waiting.Remove(type);
            ResponsePlace(type);
        }
        foreach (var type in new NamedType?[] { roots.Query, roots.Mutation, roots.Subscription }.OfType<NamedType>())
            ResponsePlace(type);
        foreach (var argument in directives.SelectMany(d => d.Arguments))
            ResponsePlace(argument.Type.Innermost);
        ResponsePlace(introspection);
        return order;

        // A defined type keeps its place in the order of definitions. So recursion only passes through built-in types.
        void ResponsePlace(NamedType type)
        {
            if (waiting.Contains(type) || !placed.Add(type))
                return;
            order.Add(type);
            foreach (var next in References(type))
                ResponsePlace(next);
        }
    }

    private static IEnumerable<NamedType> References(NamedType type) => type switch
    {
        UnionType union => union.Members,
        FieldsType fields => fields.Interfaces.Concat(fields.Fields.SelectMany(
            f => f.Arguments.Select(a => a.Type.Innermost).Prepend(f.Type.Innermost))),
        InputType input => input.Fields.Select(f => f.Type.Innermost),
        _ => [],
    };
}
