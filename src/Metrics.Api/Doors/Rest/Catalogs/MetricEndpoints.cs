using Metrics.Answering;
using Metrics.Api.Http;
using Metrics.Api.Hosting;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.Rest.Catalogs;

/// <summary>The metrics that can be asked for.</summary>
internal static class MetricEndpoints
{
    private const char List = 'm';

    public static void MapMetrics(this RouteGroupBuilder api)
    {
        var metrics = api.MapGroup("/metrics").WithTags("Catalog").WithProblems(DiagnosticCode.NotReady);
        metrics.MapGet("/", Get)
            .WithSummary("Metrics by name, or those of them that contain a text in name, label, description or a synonym")
            .Produces<ListAnswer<MetricItem>>();
        metrics.MapGet("/{name}", GetOne)
            .WithSummary("One metric, with what it is computed from and how fresh that is")
            .Produces<MetricItem>()
            .WithPathProblems(DiagnosticCode.UnknownMetric);
        metrics.MapGet("/{name}/dimensions", GetDimensions)
            .WithSummary("What a metric can be cut by")
            .Produces<ListAnswer<DimensionItem>>()
            .WithPathProblems(DiagnosticCode.UnknownMetric);
    }

    private static IResult Get(
        HttpContext context, SemanticLayer layer, CatalogFollowing following, string? search, int? limit, string? page)
    {
        if (following.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        var state = layer.Take(context.Caller.Principal);
        var catalog = state.Catalog;
        return NamedList.Answer(
            catalog.Metrics.Values, List, m => m.Name, m => [m.Name, m.Label, m.Description, .. m.Synonyms],
            m => MetricItem.Of(m, catalog, state), search, limit, page);
    }

    private static IResult GetOne(HttpContext context, SemanticLayer layer, CatalogFollowing following, string name)
    {
        if (following.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        var state = layer.Take(context.Caller.Principal);
        var catalog = state.Catalog;
        return DeclaredNames.Of(catalog).FindMetric(name) is { } metric
            ? TypedResults.Ok(MetricItem.Of(metric, catalog, state))
            : Problems.NotFound([.. UnknownMetric.Of(catalog, name).Select(WithList)]);
    }

    private static Diagnostic WithList(Diagnostic unknown) => unknown is { Hint: null } && unknown.Code == DiagnosticCode.UnknownMetric
        ? unknown with { Hint = "/api/v1/metrics lists them" } : unknown;

    private static IResult GetDimensions(
        HttpContext context, SemanticLayer layer, CatalogFollowing following, string name, int? limit, string? page) =>
        DimensionEndpoints.List(layer.Take(context.Caller.Principal), following, [name], inPath: true, search: null, limit, page);
}
