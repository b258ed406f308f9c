using Metrics.Answering.Publications;
using Metrics.Api.Answers;
using Metrics.Api.Audit;
using Metrics.Api.Batches;
using Metrics.Api.Bodies;
using Metrics.Api.Catalogs;
using Metrics.Api.Composing;
using Metrics.Api.DataTests;
using Metrics.Api.Freshness;
using Metrics.Api.GraphQL;
using Metrics.Api.Health;
using Metrics.Api.Hosting;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Api.Lineage;
using Metrics.Api.Policies;
using Metrics.Api.Queries;
using Metrics.Api.Runs;
using Metrics.Api.SavedQueries;
using Metrics.Api.Security;
using Metrics.Api.Telemetry;
using Metrics.Api.Warming;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Microsoft.AspNetCore.Connections;

var (launch, error) = LaunchOptions.Read(args);
var builder = WebApplication.CreateBuilder(launch.Others);
WarehouseSettings? warehouse = null;
Settings? settings = null;
if (error is not null || !WarehouseSettings.TryRead(builder.Configuration, out warehouse, out error) || !Settings.TryRead(builder.Configuration, out settings, out error))
{
    await Console.Error.WriteLineAsync($"error: {error}");
    return 2;
}

builder.UseHostDefaults(settings.Limits);
builder.AddCallerRules(settings.Callers);
DrainSettings.Use(builder.Services, settings.Drain);
builder.Services
    .AddSingleton(settings.Limits)
    .AddSingleton(settings.Pace)
    .AddSingleton<StreamPace>()
    .AddSingleton(settings.Lanes)
    .AddSingleton(TimeProvider.System)
    .AddSingleton(_ => warehouse.Open())
    .AddSingleton<PublicationReader>()
    .AddSingleton<RunReader>()
    .AddSingleton<RunQueue>()
    .AddSingleton<OriginReader>()
    .AddSingleton<WarehouseRole>()
    .AddSingleton<SharedParts>()
    .AddSharedResults(settings.Redis)
    .AddAudit(settings.Audit)
    .AddMeters(builder.Configuration)
    .AddAnswering(warehouse, launch, settings.Answers)
    .AddWarming(warehouse, settings.Warm)
    .AddGraphQL()
    .AddHostedService<RoleNotice>()
    .AddExceptionHandler<UnhandledErrors>()
    .AddProblemDetails()
    .Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true)
    .ConfigureHttpJsonOptions(o =>
    {
        o.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Readable);
        o.SerializerOptions.Encoder = ApiJson.Readable.Options.Encoder;
        o.SerializerOptions.PropertyNamingPolicy = ApiJson.Default.Options.PropertyNamingPolicy;
        o.SerializerOptions.Converters.Add(new UtcTimeConverter());
    })
    .AddOpenApiDocument();

await using var app = builder.Build();
app.UseAnswerHeaders();
app.UseExceptionHandler();
app.UseStatusCodePages(UnmatchedRequests.AnswerAsync);
app.UseCallerRules();
app.UseShortWay();
Workroom.Use(app);
app.UseAudit();
app.UseRequestText();
app.UseOpenApiDocument();
app.UseRouting();
app.UseScopeRules();

app.MapHealth();
app.MapMeters();
app.MapProblemKinds();
var api = app.MapGroup("/api/v1")
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

// These read their URLs themselves, and say what is wrong with them.
var questions = app.MapGroup("/api/v1")
    .NeedsScope(AccessScopes.Query)
    .WithProblems(DiagnosticCode.WarehouseUnavailable);
questions.MapQueries();
questions.MapBatches();
questions.MapExplain();
questions.MapResults();

app.MapGraphQL();

try
{
    await app.RunAsync();
    return 0;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"error: {e.Message} Set ASPNETCORE_URLS to another address.");
    return 1;
}
