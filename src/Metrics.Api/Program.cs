using Metrics.Api.Answers;
using Metrics.Api.Bodies;
using Metrics.Api.Catalogs;
using Metrics.Api.DataTests;
using Metrics.Api.Freshness;
using Metrics.Api.GraphQL;
using Metrics.Api.Health;
using Metrics.Api.Hosting;
using Metrics.Api.Http;
using Metrics.Api.Lineage;
using Metrics.Api.Queries;
using Metrics.Api.Runs;
using Metrics.Api.SavedQueries;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Publications;
using Microsoft.AspNetCore.Connections;

var (launch, error) = LaunchOptions.Read(args);
var builder = WebApplication.CreateBuilder(launch.Others);
WarehouseSettings? warehouse = null;
if (error is not null || !WarehouseSettings.TryRead(builder.Configuration, out warehouse, out error))
{
    await Console.Error.WriteLineAsync($"error: {error}");
    return 2;
}

builder.UseHostDefaults();
builder.AddCallerRules();
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddSingleton(_ => warehouse.Open())
    .AddSingleton<PublicationReader>()
    .AddSingleton<RunReader>()
    .AddSingleton<RunQueue>()
    .AddSingleton<OriginReader>()
    .AddSingleton<WarehouseRole>()
    .AddAnswering(warehouse, launch, AnswerSettings.From(builder.Configuration))
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
app.UseExceptionHandler();
app.UseStatusCodePages(UnmatchedRequests.AnswerAsync);
app.UseCallerRules();
app.UseShortWay();
app.UseOpenApiDocument();
app.UseRouting();

app.MapHealth();
app.MapProblemKinds();
var api = app.MapGroup("/api/v1")
    .RefuseUnknownParameters()
    .WithProblems(DiagnosticCode.MalformedRequest, DiagnosticCode.Unauthenticated, DiagnosticCode.WarehouseUnavailable);
api.MapFreshness();
api.MapRuns();
api.MapRunAsking();
api.MapTests();
api.MapLineage();
api.MapMetrics();
api.MapDimensions();
api.MapSavedQueries();

// These read their URLs themselves, and say what is wrong with them.
var questions = app.MapGroup("/api/v1")
    .WithProblems(DiagnosticCode.Unauthenticated, DiagnosticCode.WarehouseUnavailable);
questions.MapQueries();
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
