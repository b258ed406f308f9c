using Metrics.Api.Audit;
using Metrics.Api.Bodies;
using Metrics.Api.Configuration;
using Metrics.Api.Doors.Batch;
using Metrics.Api.Doors.GraphQL;
using Metrics.Api.Doors.Rest;
using Metrics.Api.Health;
using Metrics.Api.Hosting;
using Metrics.Api.Http;
using Metrics.Api.Limits;
using Metrics.Api.OpenApi;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Api.Telemetry;
using Metrics.Api.Warming;

var (launch, error) = LaunchOptions.Read(args);
var builder = WebApplication.CreateBuilder(launch.Others);
WarehouseSettings? warehouse = null;
Settings? settings = null;
if ((error ??= Metrics.Api.Hosting.HostDefaults.LogFormatProblem(builder.Configuration)) is not null
    || !WarehouseSettings.TryRead(builder.Configuration, out warehouse, out error)
    || !Settings.TryRead(builder.Configuration, out settings, out error))
{
    Metrics.Api.Hosting.HostDefaults.Complain(builder.Configuration, error);
    return 2;
}

builder.UseHostDefaults(settings.Limits);
builder.AddCallerRules(settings.Callers);
DrainSettings.Use(builder.Services, settings.Drain);
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddHttp()
    .AddLimits(settings.Limits, settings.Pace, settings.Lanes)
    .AddSharedResults(settings.Redis)
    .AddAudit(settings.Audit)
    .AddMeters(builder.Configuration)
    .AddAnswering(warehouse, launch, settings.Answers)
    .AddWarming(warehouse, settings.Warm)
    .AddHealth()
    .AddRest()
    .AddBatches()
    .AddGraphQL()
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
app.MapRest();
app.MapBatches();
app.MapGraphQL();

try
{
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (ListenFailure.Of(e) is not null)
{
    var failure = ListenFailure.Of(e)!;
    Metrics.Api.Hosting.HostDefaults.Complain(builder.Configuration, failure.Message);
    return failure.ExitCode;
}
