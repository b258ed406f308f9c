using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Lineage;

/// <summary>What a metric, saved query, table or source is made from, and what is made from it.</summary>
internal static class LineageEndpoints
{
    public static void MapLineage(this RouteGroupBuilder api) => api.MapGet("/lineage/{name}", GetAsync)
        .WithTags("Lineage")
        .WithSummary(
            "What a metric, a saved query, a table or a source is made from, and what is made from it; "
            + "kind:name where a name is of several kinds")
        .Produces<LineageAnswer>()
        .WithProblems(DiagnosticCode.UnknownPath, DiagnosticCode.NotReady);

    private static async Task<IResult> GetAsync(
        HttpContext context, SemanticLayer layer, OriginReader origins, string name, CancellationToken ct)
    {
        var state = layer.Take(context.Caller.Principal);
        if (!state.Snapshot.Succeeded(out var snapshot))
            return Problems.Refuse(state.Snapshot.Diagnostics);
        var graph = LineageGraph.Of(state.Catalog, snapshot, await origins.ReadAsync(ct));
        return graph.Find(name) is { } node
            ? TypedResults.Ok(graph.Around(node))
            : Problems.Refuse(graph.Unknown(state.Catalog, name));
    }
}
