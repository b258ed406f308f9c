using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Resources;

/// <summary>All sources, tables, metrics and saved queries, and what each is made from.</summary>
internal sealed class LineageGraph
{
    private static readonly string[] _kinds = ["metric", "saved_query", "table", "source"];

    private readonly Dictionary<string, LineageNode> _nodes = new(StringComparer.Ordinal);
    private readonly HashSet<LineageEdge> _edges = [];

    private LineageGraph()
    {
    }

    public IEnumerable<LineageNode> Nodes => _nodes.Values;

    public static LineageGraph Of(Catalog catalog, PublicationSnapshot snapshot, IEnumerable<TableOrigin> origins)
    {
        var graph = new LineageGraph();
        foreach (var table in snapshot.Tables)
            graph.Add(new LineageNode(
                Table(table.Model), "table", table.Model, table.Layer.Word(), table.Pack, table.Version, Connector: null));
        foreach (var origin in origins)
        {
            if (origin.Source is { } source)
            {
                graph.Add(new LineageNode($"source:{source}", "source", source, Layer: null, Pack: null, Version: null, origin.Connector));
                graph.Connect($"source:{source}", Table(origin.Model));
            }

            foreach (var input in origin.Inputs)
                graph.Connect(Table(input), Table(origin.Model));
        }

        foreach (var metric in catalog.Metrics.Values)
            graph.Add(new LineageNode(
                Metric(metric.Name), "metric", metric.Name, Layer: null, metric.Pack, Version: null, Connector: null));
        foreach (var metric in catalog.Metrics.Values)
        {
            foreach (var input in metric.InputMetrics)
                graph.Connect(Metric(input), Metric(metric.Name));
            graph.Read(catalog, new MetricQuery { Metrics = [new MetricRequest(metric.Name)] }, [], Metric(metric.Name));
        }

        foreach (var saved in catalog.SavedQueries.Values)
        {
            graph.Add(new LineageNode(
                $"saved_query:{saved.Name}", "saved_query", saved.Name, Layer: null, saved.Pack, Version: null, Connector: null));
            foreach (var metric in saved.Query.Metrics)
                graph.Connect(Metric(metric.Name), $"saved_query:{saved.Name}");
            graph.Read(catalog, saved.Example, saved.AuthorFilters, $"saved_query:{saved.Name}");
        }

        return graph;
    }

    /// <summary>
    /// The node with this name or <c>kind:name</c>; the most derived kind first when several have the name. Without an exact match, the
    /// node that differs only in case.
    /// </summary>
    public LineageNode? Find(string name) => _nodes.GetValueOrDefault(name)
        ?? _kinds.Select(k => _nodes.GetValueOrDefault($"{k}:{name}")).FirstOrDefault(n => n is not null)
        ?? _kinds.Select(k => Alike(name, _nodes.Values.Where(n => n.Kind == k).ToList())).FirstOrDefault(n => n is not null);

    private static LineageNode? Alike(string name, List<LineageNode> of)
    {
        var (id, own) = (DeclaredNames.Among(name, of.Select(o => o.Id)), DeclaredNames.Among(name, of.Select(o => o.Name)));
        return of.Find(n => n.Id == id) ?? of.Find(n => n.Name == own);
    }

    /// <summary>The refusal that nothing has this name; when it was left out of the catalog, the reason.</summary>
    public IReadOnlyList<Diagnostic> Unknown(Catalog catalog, string name)
    {
        var (kind, own) = name.Split(':', 2) is [var said, var rest] && _kinds.Contains(said) ? (said, rest) : (null, name);
        IEnumerable<Diagnostic> leftOut = (kind is null or "metric") && LeftOutNames.Find(catalog, "metric", own) is not null
            ? UnknownMetric.Of(catalog, own)
            : (kind is null or "saved_query") && LeftOutNames.Find(catalog, "saved query", own) is not null
                ? SavedQueryNames.Unknown(catalog, own) : [];
        Diagnostic[] told = [.. leftOut.Select((d, i) => i == 0 ? d with { Code = DiagnosticCode.UnknownPath } : d)];
        return told.Length > 0 ? told :
        [
            new Diagnostic(
                DiagnosticCode.UnknownPath, $"nothing is called '{name}'{UnreadFiles.Why(catalog, own)}",
                Hint: "a metric, a saved query, a published table or a source",
                Candidates: NearestNames.To(name, Nodes.Select(n => n.Name))),
        ];
    }

    public LineageAnswer Around(LineageNode node)
    {
        var up = Reach(node.Id, _edges.ToLookup(e => e.To, e => e.From));
        var down = Reach(node.Id, _edges.ToLookup(e => e.From, e => e.To));
        bool Within(HashSet<string> side, LineageEdge edge) => (side.Contains(edge.From) || edge.From == node.Id)
            && (side.Contains(edge.To) || edge.To == node.Id);
        var edges = _edges.Where(e => Within(up, e) || Within(down, e)).OrderBy(e => e.From, StringComparer.Ordinal)
            .ThenBy(e => e.To, StringComparer.Ordinal);
        return new LineageAnswer(node, Listed(up), Listed(down), [.. edges]);
    }

    private static string Table(string model) => $"table:{model}";

    private static string Metric(string name) => $"metric:{name}";

    private void Add(LineageNode node) => _nodes.TryAdd(node.Id, node);

    private void Connect(string from, string to)
    {
        if (_nodes.ContainsKey(from) && _nodes.ContainsKey(to))
            _edges.Add(new LineageEdge(from, to));
    }

    // The tables that the question would read, from the same resolver that answers it. A question that cannot be asked reads none.
    private void Read(Catalog catalog, MetricQuery query, Domain.EquatableList<AuthorFilter> authored, string to)
    {
        foreach (var table in TouchedTables.Of(catalog, query, authored).Value ?? [])
            Connect(Table(table), to);
    }

    private List<LineageNode> Listed(HashSet<string> ids) => ids.Select(i => _nodes[i]).OrderBy(n => n.Id, StringComparer.Ordinal).ToList();

    private static HashSet<string> Reach(string start, ILookup<string, string> next)
    {
        var (reached, waiting) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>([start]));
        while (waiting.TryDequeue(out var one))
        {
            foreach (var other in next[one])
            {
                if (other != start && reached.Add(other))
                    waiting.Enqueue(other);
            }
        }

        return reached;
    }
}
