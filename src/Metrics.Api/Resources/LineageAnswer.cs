namespace Metrics.Api.Resources;

/// <summary>Where a name's numbers come from, and what is made of them.</summary>
/// <param name="Node">What was asked for.</param>
/// <param name="Upstream">All it is made from, directly or not.</param>
/// <param name="Downstream">All that is made from it, directly or not.</param>
/// <param name="Edges">What is made from what, among all of these.</param>
internal sealed record LineageAnswer(
    LineageNode Node, IReadOnlyList<LineageNode> Upstream, IReadOnlyList<LineageNode> Downstream, IReadOnlyList<LineageEdge> Edges);

/// <summary>A source, a table, a metric or a saved query.</summary>
/// <param name="Id">Its kind and name; unique.</param>
/// <param name="Kind">source, table, metric or saved_query.</param>
/// <param name="Name">Its name.</param>
/// <param name="Layer">Of a table: bronze, silver or gold.</param>
/// <param name="Pack">The pack that defines it; null for a source.</param>
/// <param name="Version">Of a table: the version published.</param>
/// <param name="Connector">Of a source: what reads it.</param>
internal sealed record LineageNode(string Id, string Kind, string Name, string? Layer, string? Pack, long? Version, string? Connector);

/// <summary>One is made from the other.</summary>
/// <param name="From">The id of what is read.</param>
/// <param name="To">The id of what is made of it.</param>
internal sealed record LineageEdge(string From, string To);
