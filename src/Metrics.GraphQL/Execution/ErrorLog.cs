namespace Metrics.GraphQL.Execution;

/// <summary>Collects field errors by place, from resolvers that run concurrently.</summary>
internal sealed class ErrorLog
{
    private readonly Lock gate = new();
    private readonly List<(PathNode Place, GraphQLError Error)> entries = [];

    public void Add(PathNode place, GraphQLError error)
    {
        lock (gate)
            entries.Add((place, error));
    }

    /// <summary>
    /// Removes the errors of fields after one that made their parent null: in sequential execution those fields would not have run.
    /// </summary>
    public void ForgetAfter(PathNode? parent, int ordinal)
    {
        lock (gate)
            entries.RemoveAll(entry => IsAfter(entry.Place, parent, ordinal));
    }

    /// <summary>All errors in the order of the response, not of their occurrence.</summary>
    public IReadOnlyList<GraphQLError> ToList()
    {
        lock (gate)
            return [.. entries.OrderBy(e => e.Place, PathNode.InResponseOrder).Select(e => e.Error)];
    }

    private static bool IsAfter(PathNode place, PathNode? parent, int ordinal)
    {
        for (var node = place; node is not null; node = node.Parent)
        {
            if (ReferenceEquals(node.Parent, parent))
                return node.Ordinal > ordinal;
        }
        return false;
    }
}
