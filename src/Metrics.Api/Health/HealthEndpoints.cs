using Metrics.Answering;
using Metrics.Answering.Catalogs;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.Hosting;
using Metrics.Api.Requests;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Api.Health;

/// <summary>Whether the process is running, and whether it can answer questions.</summary>
internal static class HealthEndpoints
{
    // A warehouse that does not respond is as unavailable as one that refuses.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static IServiceCollection AddHealth(this IServiceCollection services) => services
        .AddSingleton<WarehouseRole>()
        .AddSingleton<SharedParts>()
        .AddHostedService<RoleNotice>()
        .AddJson(HealthJson.Default);

    public static void MapHealth(this WebApplication app)
    {
        var health = app.MapGroup("/health").WithTags("Health").RefuseUnknownParameters();
        health.MapGet("/live", Live)
            .WithSummary("The process is up; says nothing about the warehouse")
            .WithProblems(DiagnosticCode.MalformedRequest, DiagnosticCode.OtherSite);
        health.MapGet("/ready", ReadyAsync)
            .WithSummary("Questions can be answered: the warehouse is reachable, of a known schema, and something is published")
            .Produces<ReadyAnswer>()
            .WithProblems(
                DiagnosticCode.MalformedRequest, DiagnosticCode.OtherSite, DiagnosticCode.WarehouseUnavailable, DiagnosticCode.NotReady);
    }

    private static LiveAnswer Live() => new("live");

    private static async Task<IResult> ReadyAsync(
        HttpContext context, CallerGate gate, SemanticLayer layer, PublicationReader reader, PublicationFeed feed, CatalogFeed catalogs,
            CatalogFollowing following, WarehouseRole role, SharedParts shared, TimeProvider clock, CancellationToken ct)
    {
        if (shared.IsStopping)
            return Problems.Refuse(DiagnosticCode.NotReady, "this process is about to stop", "ask another");
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var outcome = await reader.ReadAsync(either.Token);
            if (!outcome.Succeeded(out var snapshot))
            {
                // Plain tables can be asked before anything is published, but not while the warehouse is unreachable.
                if (!catalogs.HasExternal || outcome.Diagnostics[0].Code == DiagnosticCode.WarehouseUnavailable)
                    return Problems.Refuse(outcome.Diagnostics[0]);
                snapshot = PublicationSnapshot.Nothing;
            }

            // Reads the publication now, so that a check just after the first one need not wait for the next poll.
            if (following.NotYet() is not null && (await feed.ReloadAsync(either.Token)).Snapshot.Value is null)
                return Problems.Refuse(
                    following.NotYet()
                        ?? [new Diagnostic(DiagnosticCode.NotReady, "the catalog is being read", Hint: "try again in a moment")]);
            var login = await role.ReadAsync(either.Token);
            // Container checks carry no key, and anyone can make one. So without a key the state is shown, but no names.
            var sight = gate.Find(context) is { } caller && caller.May(AccessScopes.Catalog) ? layer.Take(caller.Principal).Sight : null;
            return TypedResults.Ok(new ReadyAnswer(
                "ready", snapshot.Publication, snapshot.Tables.Count, sight is null ? null : login.Name, sight is null ? null : login.Note,
                feed.Take().Confirmed ? "confirmed" : "unconfirmed", shared.Redis, CatalogHealth.Of(catalogs, sight)));
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            return Problems.Refuse(
                DiagnosticCode.WarehouseUnavailable, $"the warehouse did not answer within {Patience.TotalSeconds} seconds");
        }
    }
}
