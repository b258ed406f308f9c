using System.Net.Sockets;
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
using Microsoft.AspNetCore.Connections;

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
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    Metrics.Api.Hosting.HostDefaults.Complain(builder.Configuration, $"{e.Message} Set ASPNETCORE_URLS to another address.");
    return 1;
}
catch (Exception e) when (e is SocketException || (e is FormatException && e.StackTrace?.Contains(nameof(BindingAddress)) == true))
{
    Metrics.Api.Hosting.HostDefaults.Complain(
        builder.Configuration,
        $"it cannot listen: {e.Message}. ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS says where, such as http://127.0.0.1:8080");
    return e is FormatException ? 2 : 1;
}
