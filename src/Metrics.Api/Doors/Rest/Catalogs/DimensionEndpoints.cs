using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Doors.Rest.Queries;
using Metrics.Api.Http;
using Metrics.Answering.Asking;
using Metrics.Api.Hosting;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Catalogs;

/// <summary>The dimensions that metrics can be grouped by, and their values.</summary>
internal static class DimensionEndpoints
{
    private const char Token = 'd';

    public static void MapDimensions(this RouteGroupBuilder api)
    {
        var dimensions = api.MapGroup("/dimensions").WithTags("Catalog").WithProblems(DiagnosticCode.NotReady);
        dimensions.MapGet("/", Get)
            .WithSummary(
                "Dimensions by name: of all metrics together, or those that the given metrics (separated by commas) have in common")
            .Produces<ListAnswer<DimensionItem>>()
            .WithProblems(DiagnosticCode.UnknownMetric);
        dimensions.MapGet("/{name}/values", GetValuesAsync)
            .NeedsScope(AccessScopes.Query)
            .WithSummary("The different values of a dimension where it is defined, or those of them that contain a text")
            .Produces<ValuesAnswer>()
            .WithPathProblems(DiagnosticCode.UnknownDimension)
            .WithProblems(DiagnosticCode.AmbiguousPath, DiagnosticCode.EngineTimeout, DiagnosticCode.TooManyBytes)
            .WithProblems(AnswerProblems.Load);
    }

    public static IResult List(
        PublicationState state, CatalogFollowing following, EquatableList<string> metrics, bool inPath, string? search, int? limit,
        string? page)
    {
        if (following.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        var found = SemanticLayer.Dimensions(state, metrics);
        if (!found.Succeeded(out var dimensions))
            return inPath ? Problems.NotFound(found.Diagnostics) : Problems.Refuse(found.Diagnostics);
        return NamedList.Answer(
            dimensions.Items, Token, d => d.Name, d => [d.Name, d.Label, d.Description], DimensionItem.Of, search, limit, page);
    }

    private static IResult Get(
        HttpContext context, SemanticLayer layer, CatalogFollowing following, string? metrics, string? search, int? limit, string? page)
    {
        var state = layer.Take(context.Caller.Principal);
        var named = metrics?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (named.Length > 0)
            return List(state, following, named.ToEquatableList(), inPath: false, search, limit, page);
        if (following.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        var all = state.Catalog.Metrics.Keys.SelectMany(m => SemanticLayer.Dimensions(state, [m]).Value?.Items ?? default)
            .DistinctBy(d => d.Name);
        return NamedList.Answer(all, Token, d => d.Name, d => [d.Name, d.Label, d.Description], DimensionItem.Of, search, limit, page);
    }

    private static async Task<IResult> GetValuesAsync(
        Ask ask, HttpContext context, string name, string? search, int? limit, CancellationToken ct)
    {
        if (PageLimit.Refuse(limit) is { } refused)
            return Problems.Refuse(refused);
        using var session = ask.Begin(context.Caller.Asker, ct);
        if (session.NotYet is { } waiting)
            return Problems.Refuse(waiting);
        var found = await session.ValuesAsync(name, search, limit ?? PageLimit.Default, ct);
        return found.Succeeded(out var values)
            ? TypedResults.Ok(ValuesAnswer.Of(values))
            : found.Diagnostics[0].Code == DiagnosticCode.UnknownDimension
                ? Problems.NotFound(found.Diagnostics)
                : Problems.Refuse(found.Diagnostics);
    }
}
