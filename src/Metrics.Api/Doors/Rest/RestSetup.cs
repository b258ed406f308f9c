using Metrics.Api.Bodies;
using Metrics.Api.Doors.Rest.Catalogs;
using Metrics.Api.Doors.Rest.Composing;
using Metrics.Api.Doors.Rest.DataTests;
using Metrics.Api.Doors.Rest.Freshness;
using Metrics.Api.Doors.Rest.Lineage;
using Metrics.Api.Doors.Rest.Policies;
using Metrics.Api.Doors.Rest.Queries;
using Metrics.Api.Doors.Rest.Runs;
using Metrics.Api.Doors.Rest.SavedQueries;
using Metrics.Api.Http;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest;

/// <summary>REST under <c>/api/v1</c>: questions in URLs and bodies, the catalog, and the state of runs, tests and tables.</summary>
internal static class RestSetup
{
    private const string Root = "/api/v1";

    public static IServiceCollection AddRest(this IServiceCollection services) => services
        .AddSingleton<AnswerDoor>()
        .AddSingleton<Explaining>()
        .AddSingleton<RunQueue>()
        .AddSingleton(new ReadyRoute($"{Root}/query", Under: $"{Root}/"))
        .AddJson(RestJson.Default);

    public static void MapRest(this WebApplication app)
    {
        app.MapProblemKinds();
        var api = app.MapGroup(Root)
            .RefuseUnknownParameters()
            .NeedsScope(AccessScopes.Catalog)
            .WithProblems(DiagnosticCode.MalformedRequest, DiagnosticCode.WarehouseUnavailable);
        api.MapFreshness();
        api.MapRuns();
        api.MapRunAsking();
        api.MapTests();
        api.MapLineage();
        api.MapPolicies();
        api.MapMetrics();
        api.MapDimensions();
        api.MapSavedQueries();
        api.MapComposables();
        api.MapDiagnostics();

        // These endpoints read their URLs themselves and report unknown parameters.
        var questions = app.MapGroup(Root)
            .NeedsScope(AccessScopes.Query)
            .WithProblems(DiagnosticCode.WarehouseUnavailable);
        questions.MapQueries();
        questions.MapExplain();
        questions.MapResults();
    }
}
