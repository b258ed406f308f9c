namespace Metrics.Refresh.Graph;

/// <summary>The names of a table's columns that must not be shown: declared secret in it or in any table it is built from.</summary>
internal static class SecretColumns
{
    public static IReadOnlySet<string> Of(Node node, IReadOnlyDictionary<string, Node> nodes)
    {
        var (secrets, seen, waiting) =
            (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new Queue<Node>([node]));
        while (waiting.TryDequeue(out var one))
        {
            if (!seen.Add(one.Name))
                continue;
            secrets.UnionWith(one.Secret);
            foreach (var input in one.Inputs)
                waiting.Enqueue(nodes[input.Name]);
        }

        return secrets;
    }
}
