using System.Globalization;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;

namespace Metrics.Refresh.Graph;

/// <summary>
/// Which nodes a run includes, in dbt's selection syntax: words separated by spaces are a union, words joined by commas an intersection;
/// <c>+x</c>, <c>x+</c>, <c>2+x</c> and <c>@x</c> follow the graph; <c>pack:</c>, <c>tag:</c>, <c>source:</c>, <c>layer:</c> and
/// <c>state:</c> are methods.
/// </summary>
/// <param name="nodes">Every node of the project.</param>
/// <param name="graph">How they depend on each other.</param>
/// <param name="state">What changed since the last publication.</param>
internal sealed class Selection(IReadOnlyDictionary<string, Node> nodes, Dag graph, NodeStates state)
{
    private readonly List<Diagnostic> _problems = [];

    /// <summary>The selected names; all of them when nothing is given. Unknown words are reported as diagnostics.</summary>
    public static Outcome<IReadOnlySet<string>> Resolve(
        IReadOnlyCollection<string> select, IReadOnlyCollection<string> exclude, IReadOnlyDictionary<string, Node> nodes, Dag graph,
        NodeStates state)
    {
        var selection = new Selection(nodes, graph, state);
        var selected = select.Count == 0 ? nodes.Keys.ToHashSet() : selection.Union(select);
        selected.ExceptWith(selection.Union(exclude));
        return selection._problems.Count > 0 ? Outcome<IReadOnlySet<string>>.Refused(selection._problems)
            : Outcome<IReadOnlySet<string>>.Of(selected);
    }

    private HashSet<string> Union(IEnumerable<string> words) =>
        words.SelectMany(w => w.Split(' ', StringSplitOptions.RemoveEmptyEntries)).SelectMany(Intersection).ToHashSet();

    private HashSet<string> Intersection(string word)
    {
        HashSet<string>? all = null;
        foreach (var part in word.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var found = Reach(part);
            if (all is null)
                all = found;
            else
                all.IntersectWith(found);
        }

        return all ?? [];
    }

    private HashSet<string> Reach(string text)
    {
        if (SelectionWord.Parse(text) is not { } word)
        {
            _problems.Add(new Diagnostic(
                DiagnosticCode.UnknownName, $"selection '{text}' is not a name or method:value",
                Hint: "such as fct_orders, +fct_orders, dim_store+, tag:daily or pack:shop"));
            return [];
        }

        var matches = Matches(word, text);
        var reached = matches.ToHashSet();
        foreach (var match in matches)
        {
            reached.UnionWith(graph.Upstream(match, word.Up));
            reached.UnionWith(graph.Downstream(match, word.Whole ? SelectionWord.Everything : word.Down));
        }

        if (word.Whole)
            reached.UnionWith(reached.SelectMany(n => graph.Upstream(n, SelectionWord.Everything)).ToList());
        return reached;
    }

    // A word that matches nothing is an error, except for state: it may be that nothing changed.
    private List<string> Matches(SelectionWord word, string text)
    {
        List<string> found = word.Method switch
        {
            "" => Named(word.Value, nodes.Keys),
            "pack" => Where(n => Like(word.Value, n.Pack)),
            "tag" => Where(n => n.Tags.Any(t => Like(word.Value, t))),
            "source" => Where(n => n is SourceNode s
                && (Like(word.Value, s.Table.Source) || Like(word.Value, $"{s.Table.Source}.{s.Table.Name}"))),
            "layer" => Where(n => n.Layer.Word() == word.Value),
            "state" => word.Value switch
            {
                "new" => Where(n => n.IsStored() && state.IsNew(n.Name)),
                "modified" => Where(n => n.IsStored() && (state.IsNew(n.Name) || state.IsModified(n.Name))),
                _ => [],
            },
            _ => [],
        };
        if (found.Count == 0 && !(word is { Method: "state", Value: "new" or "modified" }))
            _problems.Add(new Diagnostic(
                DiagnosticCode.UnknownName, $"selection '{text}' names nothing", Hint: Hint(word),
                Candidates: NearestNames.To(text.Trim('+', '@'), Known())));
        return found;
    }

    private static string? Hint(SelectionWord word) => word.Method switch
    {
        "" or "pack" or "tag" or "source" => null,
        "state" => "the states are state:modified and state:new",
        "layer" => "the layers are bronze, silver and gold",
        _ => $"the methods are {string.Join(", ", SelectionWord.Methods)}",
    };

    private IEnumerable<string> Known() => nodes.Keys
        .Concat(nodes.Values.Select(n => $"pack:{n.Pack}"))
        .Concat(nodes.Values.SelectMany(n => n.Tags).Select(t => $"tag:{t}"))
        .Concat(nodes.Values.OfType<SourceNode>().Select(s => $"source:{s.Table.Source}"))
        .Concat(["state:modified", "state:new", "layer:bronze", "layer:silver", "layer:gold"])
        .Distinct();

    private List<string> Where(Func<Node, bool> holds) => nodes.Values.Where(holds).Select(n => n.Name).ToList();

    private static List<string> Named(string pattern, IEnumerable<string> names) => names.Where(n => Like(pattern, n)).ToList();

    private static bool Like(string pattern, string text) => pattern.Contains('*')
        ? Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*")}$", RegexOptions.None, TimeSpan.FromSeconds(1))
        : pattern == text;
}

/// <summary>One word of a selection: a method, its value, and how far it reaches upstream and downstream.</summary>
/// <param name="Method">Empty for a name; else <c>pack</c>, <c>tag</c>, <c>source</c>, <c>layer</c> or <c>state</c>.</param>
/// <param name="Value">What the method looks for; a name may hold <c>*</c>.</param>
/// <param name="Up">Steps upstream: 0 none, <see cref="Everything"/> for all.</param>
/// <param name="Down">Steps downstream.</param>
/// <param name="Whole">With <c>@</c>: all downstream, and all upstream of that.</param>
internal sealed partial record SelectionWord(string Method, string Value, int Up, int Down, bool Whole)
{
    public const int Everything = int.MaxValue;

    /// <summary>The methods a word may begin with.</summary>
    public static readonly string[] Methods = ["pack", "tag", "source", "layer", "state"];

    /// <summary>Parses a word; null when it is not one.</summary>
    public static SelectionWord? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return null;
        return new SelectionWord(
            match.Groups["method"].Value, match.Groups["value"].Value, Steps(match.Groups["up"], match.Groups["upsteps"]),
            Steps(match.Groups["down"], match.Groups["downsteps"]), match.Groups["whole"].Success);
    }

    private static int Steps(Group sign, Group steps)
    {
        if (!sign.Success)
            return 0;
        return steps.Length > 0 ? int.Parse(steps.ValueSpan, CultureInfo.InvariantCulture) : Everything;
    }

    [GeneratedRegex(
        @"^(?:(?<whole>@)|(?<upsteps>[0-9]{0,4})(?<up>\+))?(?:(?<method>[a-z]+):)?"
        + @"(?<value>[A-Za-z_*][\w.*-]*)(?:(?<down>\+)(?<downsteps>[0-9]{0,4}))?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
