using Metrics.GraphQL.Language;

namespace Metrics.GraphQL.Validation.Rules;

/// <summary>No fragment spreads itself, directly or through others.</summary>
internal sealed class NoFragmentCycles : Rule
{
    private readonly HashSet<string> finished = [];
    private readonly Dictionary<string, int> onPath = [];

    public override void LeaveDocument()
    {
        foreach (var fragment in Document.Executables.OfType<FragmentNode>())
            Search(fragment);
    }

    /// <summary>Depth first with an explicit stack, since a chain of fragments may be as long as the document.</summary>
    private void Search(FragmentNode start)
    {
        var path = new List<(FragmentNode Fragment, SpreadNode? By, IEnumerator<SpreadNode> Spreads)>();
        Push(start, null);
        while (path.Count > 0)
        {
            var (fragment, _, rest) = path[^1];
            if (!rest.MoveNext())
            {
                onPath.Remove(fragment.Name.Value);
                path.RemoveAt(path.Count - 1);
                continue;
            }
            var spread = rest.Current;
            if (onPath.TryGetValue(spread.Name.Value, out var index))
            {
                var cycle = path.Skip(index + 1).Select(p => p.By!).Append(spread).ToList();
                var via = string.Join(", ", cycle.SkipLast(1).Select(s => $"\"{s.Name.Value}\""));
                Report($"Cannot spread fragment \"{spread.Name.Value}\" within itself{(via.Length == 0 ? "" : " via " + via)}.",
                    [.. cycle.Select(s => s.Offset)]);
            }
            else if (Document.Fragment(spread.Name.Value) is { } next)
            {
                Push(next, spread);
            }
        }

        void Push(FragmentNode fragment, SpreadNode? by)
        {
            if (!finished.Add(fragment.Name.Value))
                return;
            onPath[fragment.Name.Value] = path.Count;
            path.Add((fragment, by, Context.SpreadsIn(fragment).GetEnumerator()));
        }
    }
}
