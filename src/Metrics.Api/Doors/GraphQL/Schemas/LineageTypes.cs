using Metrics.Answering.Publications;
using Metrics.Api.Doors.GraphQL.Asking;
using Metrics.Api.Resources;
using Metrics.Domain.Diagnostics;
using Metrics.GraphQL.Execution;
using Metrics.GraphQL.Types.Definitions;

namespace Metrics.Api.Doors.GraphQL.Schemas;

/// <summary>The types of <c>lineage(name)</c>: what something is made from, and what is made from it.</summary>
internal static class LineageTypes
{
    public static IReadOnlyList<TypeDefinition> All { get; } =
    [
        new ObjectDefinition("Lineage")
        {
            Description = "Where a name's numbers come from, and what is made of them.",
            Fields =
            [
                new("node", "LineageNode!") { Description = "What was asked for.", Read = l => ((LineageAnswer)l).Node },
                new("upstream", "[LineageNode!]!")
                {
                    Description = "All it is made from, directly or not.", Read = l => ((LineageAnswer)l).Upstream,
                },
                new("downstream", "[LineageNode!]!")
                {
                    Description = "All that is made from it, directly or not.", Read = l => ((LineageAnswer)l).Downstream,
                },
                new("edges", "[LineageEdge!]!")
                {
                    Description = "What is made from what, among all of these.", Read = l => ((LineageAnswer)l).Edges,
                },
            ],
        },
        new ObjectDefinition("LineageNode")
        {
            Description = "A source, a table, a metric or a saved query.",
            Fields =
            [
                new("id", "ID!") { Description = "Its kind and name; unique.", Read = n => ((LineageNode)n).Id },
                new("kind", "String!") { Description = "source, table, metric or saved_query.", Read = n => ((LineageNode)n).Kind },
                new("name", "String!") { Description = "Its name.", Read = n => ((LineageNode)n).Name },
                new("layer", "String") { Description = "Of a table: bronze, silver or gold.", Read = n => ((LineageNode)n).Layer },
                new("pack", "String") { Description = "The pack that defines it; null for a source.", Read = n => ((LineageNode)n).Pack },
                new("version", "Long") { Description = "Of a table: the version published.", Read = n => ((LineageNode)n).Version },
                new("connector", "String") { Description = "Of a source: what reads it.", Read = n => ((LineageNode)n).Connector },
            ],
        },
        new ObjectDefinition("LineageEdge")
        {
            Description = "One is made from the other.",
            Fields =
            [
                new("from", "ID!") { Description = "The id of what is read.", Read = e => ((LineageEdge)e).From },
                new("to", "ID!") { Description = "The id of what is made of it.", Read = e => ((LineageEdge)e).To },
            ],
        },
    ];

    public static FieldDefinition Field(OriginReader origins) => new("lineage", "Lineage")
    {
        Description = "What a metric, a saved query, a table or a source is made from, and what is made from it.",
        Arguments = [new("name", "String!") { Description = "Its name, or kind:name where a name is of several kinds." }],
        Cost = 100,
        Fanout = 20,
        Resolve = (context, ct) => FindAsync(origins, context, ct),
    };

    private static async ValueTask<object?> FindAsync(OriginReader origins, ResolveContext context, CancellationToken ct)
    {
        var (answers, name) = (context.State<ServedRequest>().Answers, context.Argument<string>("name")!);
        // Origins are read from the warehouse and may change without a publication, so the response is not kept.
        answers.Keeping.Forbid();
        if (!answers.State.Snapshot.Succeeded(out var snapshot))
            return await FieldErrors.Settle(context, Outcome<LineageAnswer>.Refused(answers.State.Snapshot.Diagnostics));
        var graph = LineageGraph.Of(answers.State.Catalog, snapshot, await origins.ReadAsync(ct));
        return await FieldErrors.Settle(context, graph.Find(name) is { } node
            ? Outcome<LineageAnswer>.Of(graph.Around(node))
            : Outcome<LineageAnswer>.Refused(graph.Unknown(answers.State.Catalog, name)));
    }
}
