namespace Metrics.GraphQL.Types;

/// <summary>Finds input objects that require themselves through non-null fields, so that no finite value can satisfy them.</summary>
internal static class InputCycles
{
    public static IEnumerable<string> Find(IEnumerable<InputType> types)
    {
        // A type is satisfiable once everything it needs is. Satisfiable types are removed until none is left; the rest are in a cycle or
        // depend on one.
        var open = types.ToDictionary(t => t, Needs);
        while (open.Where(t => t.Value.All(need => !open.ContainsKey(need))).Select(t => t.Key).ToList() is { Count: > 0 } satisfiable)
            satisfiable.ForEach(t => open.Remove(t));
        return open.Keys.Select(t => $"Input object {t} refers to itself through a series of non-null fields.");
    }

    private static List<InputType> Needs(InputType type) =>
        [.. type.Fields.Select(f => f.Type is NonNullType nonNull ? nonNull.Of as InputType : null).OfType<InputType>()];
}
