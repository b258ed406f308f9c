namespace Metrics.GraphQL.Execution;

/// <summary>A place in the response, linked up to the root. Each place has one node, so places are compared by reference.</summary>
/// <param name="Parent">The surrounding place; null at the root.</param>
/// <param name="Key">The response key; null in lists.</param>
/// <param name="Ordinal">The field's position in its selection, or the list index.</param>
internal sealed record PathNode(PathNode? Parent, string? Key, int Ordinal)
{
    /// <summary>Orders places by their position in the response.</summary>
    public static IComparer<PathNode> InResponseOrder { get; } = Comparer<PathNode>.Create(Compare);

    public IReadOnlyList<object> ToList()
    {
        List<object> path = [];
        for (var node = this; node is not null; node = node.Parent)
            path.Add((object?)node.Key ?? node.Ordinal);
        path.Reverse();
        return path;
    }

    public bool Equals(PathNode? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    private static int Compare(PathNode a, PathNode b)
    {
        var left = Ordinals(a);
        var right = Ordinals(b);
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            if (left[i] != right[i])
                return left[i].CompareTo(right[i]);
        }
        return left.Count.CompareTo(right.Count);
    }

    private static List<int> Ordinals(PathNode path)
    {
        List<int> ordinals = [];
        for (PathNode? node = path; node is not null; node = node.Parent)
            ordinals.Add(node.Ordinal);
        ordinals.Reverse();
        return ordinals;
    }
}

/// <summary>A place that becomes a node only when one is needed: for most leaves it never is.</summary>
internal readonly record struct ResponsePlace(PathNode? Parent, string? Key, int Ordinal)
{
    public PathNode ToNode() => new(Parent, Key, Ordinal);
}
