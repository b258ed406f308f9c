namespace Metrics.Refresh.Graph;

/// <summary>A dependency graph of names. Its order is deterministic: dependencies first, then by name.</summary>
internal sealed class Dag
{
    private readonly SortedDictionary<string, SortedSet<string>> _dependencies = new(StringComparer.Ordinal);

    public void Add(string name, IEnumerable<string> dependencies) =>
        _dependencies[name] = new SortedSet<string>(dependencies, StringComparer.Ordinal);

    public IReadOnlySet<string> DependenciesOf(string name) => _dependencies[name];

    /// <summary>The names on one cycle, the first repeated at the end; null when there is none.</summary>
    public IReadOnlyList<string>? FindCycle()
    {
        var settled = new HashSet<string>();
        foreach (var start in _dependencies.Keys)
        {
            // Depth first with an explicit path: a long chain of models must not exhaust the stack.
            var path = new List<string>();
            var waiting = new Stack<(string Name, bool Leaving)>([(start, false)]);
            while (waiting.TryPop(out var step))
            {
                if (step.Leaving)
                {
                    path.RemoveAt(path.Count - 1);
                    settled.Add(step.Name);
                    continue;
                }

                if (settled.Contains(step.Name))
                    continue;
                if (path.IndexOf(step.Name) is var at and >= 0)
                    return [.. path[at..], step.Name];
                path.Add(step.Name);
                waiting.Push((step.Name, true));
                foreach (var next in _dependencies.GetValueOrDefault(step.Name) ?? [])
                    waiting.Push((next, false));
            }
        }

        return null;
    }

    /// <summary>Every name after all it depends on. There must be no cycle.</summary>
    public IReadOnlyList<string> Order()
    {
        var order = new List<string>();
        var open = _dependencies.ToDictionary(d => d.Key, d => d.Value.Count(_dependencies.ContainsKey));
        var ready = new SortedSet<string>(open.Where(o => o.Value == 0).Select(o => o.Key), StringComparer.Ordinal);
        var users = _dependencies.SelectMany(d => d.Value.Select(on => (on, d.Key))).ToLookup(p => p.on, p => p.Key);
        while (ready.Min is { } name)
        {
            ready.Remove(name);
            order.Add(name);
            foreach (var user in users[name])
            {
                if (--open[user] == 0)
                    ready.Add(user);
            }
        }

        return order.Count == _dependencies.Count ? order : throw new InvalidOperationException("the graph has a cycle");
    }

    /// <summary>What a name depends on, directly or indirectly, up to a number of steps; without the name itself.</summary>
    public IReadOnlySet<string> Upstream(string name, int steps = int.MaxValue) =>
        Reach(name, steps, n => _dependencies.GetValueOrDefault(n) ?? []);

    /// <summary>What depends on a name, directly or indirectly, up to a number of steps; without the name itself.</summary>
    public IReadOnlySet<string> Downstream(string name, int steps = int.MaxValue)
    {
        var users = _dependencies.SelectMany(d => d.Value.Select(on => (on, d.Key))).ToLookup(p => p.on, p => p.Key);
        return Reach(name, steps, n => users[n]);
    }

    // Breadth first, so that each name is reached by the shortest path, with the most steps left.
    private static SortedSet<string> Reach(string name, int steps, Func<string, IEnumerable<string>> next)
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<(string Name, int Left)>([(name, steps)]);
        while (waiting.TryDequeue(out var one))
        {
            if (one.Left == 0)
                continue;
            foreach (var other in next(one.Name))
            {
                if (reached.Add(other))
                    waiting.Enqueue((other, one.Left - 1));
            }
        }

        return reached;
    }
}
