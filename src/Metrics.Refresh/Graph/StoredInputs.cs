namespace Metrics.Refresh.Graph;

/// <summary>The stored tables a node reads once ephemeral models are inlined.</summary>
internal static class StoredInputs
{
    public static bool IsStored(this Node node) => node is not ModelNode { Materialization: Materialization.Ephemeral };

    /// <summary>Names of the stored inputs, sorted, each once.</summary>
    public static IReadOnlyList<string> StoredInputsIn(this Node node, IReadOnlyDictionary<string, Node> nodes) =>
        node.Inputs
            .SelectMany(i => nodes[i.Name] is { } input && input.IsStored() ? [input.Name] : nodes[i.Name].StoredInputsIn(nodes))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
}
