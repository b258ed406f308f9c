namespace Metrics.GraphQL.Types;

/// <summary>Finds input objects that no finite value can satisfy: they need themselves through non-null fields.</summary>
internal static class InputCycles
{
    public static IEnumerable<string> Find(IEnumerable<InputType> types)
    {
        // A type is satisfiable once everything it needs is; what is left when nothing more can be crossed out is in or behind a cycle.
        var open = types.ToDictionary(t => t, Needs);
        while (open.Where(t => t.Value.All(need => !open.ContainsKey(need))).Select(t => t.Key).ToList() is { Count: > 0 } satisfiable)
            satisfiable.ForEach(t => open.Remove(t));
        return open.Keys.Select(t => $"Input object {t} refers to itself through a series of non-null fields.");
    }

    private static List<InputType> Needs(InputType type) =>
        [.. type.Fields.Select(f => f.Type is NonNullType nonNull ? nonNull.Of as InputType : null).OfType<InputType>()];
}
