namespace Metrics.Refresh.Graph;

/// <summary>Columns whose values are nobody's to see: declared secret in a table or in anything it is built from, by name.</summary>
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
