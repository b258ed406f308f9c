using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Freshness;

/// <summary>The version and age of every published table, by name.</summary>
internal static class FreshnessEndpoints
{
    private const char List = 'f';

    public static void MapFreshness(this RouteGroupBuilder api) => api.MapGet("/freshness", ListAsync)
        .WithTags("Freshness")
        .WithSummary("Version and age of every published table, and why any of them is degraded")
        .Produces<ListAnswer<TableFreshness>>()
        .WithProblems(DiagnosticCode.NotReady);

    private static async Task<IResult> ListAsync(
        HttpContext context, SemanticLayer layer, PublicationReader reader, TimeProvider clock, int? limit, string? page,
            CancellationToken ct)
    {
        if (PageLimit.Refuse(limit) is { } refused)
            return Problems.Refuse(refused);
        var after = "";
        if (page is not null && !ListToken.TryRead(page, List, out after))
            return Problems.Refuse(ListToken.Malformed());
        var outcome = await reader.ReadAsync(ct);
        if (!outcome.Succeeded(out var snapshot))
            return Problems.Refuse(outcome.Diagnostics[0]);
        var sight = layer.Take(context.Caller.Principal).Sight;
        var (now, wanted) = (clock.GetUtcNow(), limit ?? PageLimit.Default);
        var tables = snapshot.Tables.Where(t => string.CompareOrdinal(t.Model, after) > 0).Take(wanted + 1).ToList();
        return TypedResults.Ok(ListAnswer<TableFreshness>
            .Cut(tables, wanted, t => TableFreshness.Of(t, snapshot, sight, now), t => ListToken.Write(List, t.Model)));
    }
}
