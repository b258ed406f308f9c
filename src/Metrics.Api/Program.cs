using Metrics.Api.Freshness;
using Metrics.Api.Health;
using Metrics.Api.Hosting;
using Metrics.Api.Http;
using Metrics.Api.Runs;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Publications;
using Microsoft.AspNetCore.Connections;

var builder = WebApplication.CreateBuilder(args);
if (!WarehouseSettings.TryRead(builder.Configuration, out var warehouse, out var error))
{
    await Console.Error.WriteLineAsync($"error: {error}");
    return 2;
}

builder.UseHostDefaults();
builder.AddCallerRules();
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddSingleton(_ => warehouse)
    .AddSingleton<PublicationReader>()
    .AddSingleton<RunReader>()
    .AddSingleton<WarehouseRole>()
    .AddHostedService<RoleNotice>()
    .AddExceptionHandler<UnhandledErrors>()
    .AddProblemDetails()
    .Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true)
    .ConfigureHttpJsonOptions(o =>
    {
        o.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        o.SerializerOptions.PropertyNamingPolicy = ApiJson.Default.Options.PropertyNamingPolicy;
        o.SerializerOptions.Converters.Add(new UtcTimeConverter());
    })
    .AddOpenApiDocument();

await using var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages(UnmatchedRequests.AnswerAsync);
app.UseCallerRules();
app.UseOpenApiDocument();

app.MapHealth();
app.MapProblemKinds();
var api = app.MapGroup("/api/v1")
    .RefuseUnknownParameters()
    .WithProblems(DiagnosticCode.MalformedRequest, DiagnosticCode.Unauthenticated, DiagnosticCode.WarehouseUnavailable);
api.MapFreshness();
api.MapRuns();

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
