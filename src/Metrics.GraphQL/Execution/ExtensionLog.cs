namespace Metrics.GraphQL.Execution;

/// <summary>Collects what resolvers add to the response's <c>extensions</c>.</summary>
internal sealed class ExtensionLog
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, object?> single = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<(PathNode Place, object? Value)>> lists = new(StringComparer.Ordinal);

    public void Set(string key, object? value)
    {
        lock (gate)
            single[key] = value;
    }

    public void Append(string key, PathNode place, object? value)
    {
        lock (gate)
        {
            if (!lists.TryGetValue(key, out var list))
                lists[key] = list = [];
            list.Add((place, value));
        }
    }

    /// <summary>All entries; lists are in the order of the response.</summary>
    public IReadOnlyDictionary<string, object?> ToDictionary()
    {
        lock (gate)
        {
            var all = new Dictionary<string, object?>(single);
            foreach (var (key, list) in lists)
                all[key] = list.OrderBy(e => e.Place, PathNode.InResponseOrder).Select(e => e.Value).ToList();
            return all;
        }
    }
}
