using System.Text.Json.Serialization;
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
using Metrics.Api.Formats;
using Metrics.Api.Http;
using Metrics.Api.Requests;
using Metrics.Api.Resources;
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

/// <summary>The JSON types of REST.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(ProblemKind))]
[JsonSerializable(typeof(ListAnswer<TableFreshness>))]
[JsonSerializable(typeof(ListAnswer<RunSummary>))]
[JsonSerializable(typeof(RunDetails))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(RunAccepted))]
[JsonSerializable(typeof(RunShape))]
[JsonSerializable(typeof(ListAnswer<TestItem>))]
[JsonSerializable(typeof(LineageAnswer))]
[JsonSerializable(typeof(PoliciesAnswer))]
[JsonSerializable(typeof(ListAnswer<MetricItem>))]
[JsonSerializable(typeof(ListAnswer<DimensionItem>))]
[JsonSerializable(typeof(DiagnosticsAnswer))]
[JsonSerializable(typeof(ValuesAnswer))]
[JsonSerializable(typeof(ListAnswer<SavedQueryItem>))]
[JsonSerializable(typeof(ExplainAnswer))]
[JsonSerializable(typeof(AnswerShape))]
[JsonSerializable(typeof(ComposablesAnswer))]
[JsonSerializable(typeof(QueryShape))]
internal sealed partial class RestJson : JsonSerializerContext;
