using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Graph;

/// <summary>Which nodes a run is about: names, <c>pack:x</c>, and with <c>+</c> before or after, all that is upstream or downstream.</summary>
internal static class Selection
{
    /// <summary>The selected names; everything when nothing is asked. Unknown words are diagnostics.</summary>
    public static Outcome<IReadOnlySet<string>> Resolve(IReadOnlyCollection<string> words, IReadOnlyDictionary<string, Node> nodes, Dag graph)
    {
        if (words.Count == 0)
            return Outcome<IReadOnlySet<string>>.Of(nodes.Keys.ToHashSet());
        var selected = new HashSet<string>();
        var problems = new List<Diagnostic>();
        foreach (var word in words.SelectMany(w => w.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)))
        {
            var name = word.Trim('+');
            var matches = name.StartsWith("pack:", StringComparison.Ordinal)
                ? nodes.Values.Where(n => n.Pack == name["pack:".Length..]).Select(n => n.Name).ToList()
                : nodes.ContainsKey(name) ? [name] : [];
            if (matches.Count == 0)
            {
                var known = nodes.Keys.Concat(nodes.Values.Select(n => $"pack:{n.Pack}"));
                problems.Add(new Diagnostic(DiagnosticCode.UnknownName, $"selection '{word}' names nothing", Candidates: NearestNames.To(name, known)));
            }

            foreach (var match in matches)
            {
                selected.Add(match);
                if (word.StartsWith('+'))
                    selected.UnionWith(graph.Upstream(match));
                if (word.EndsWith('+'))
                    selected.UnionWith(graph.Downstream(match));
            }
        }

        return problems.Count > 0 ? Outcome<IReadOnlySet<string>>.Refused(problems) : Outcome<IReadOnlySet<string>>.Of(selected);
    }
}
