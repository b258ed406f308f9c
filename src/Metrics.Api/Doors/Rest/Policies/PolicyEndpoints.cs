using Metrics.Answering;
using Metrics.Api.Http;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Policies;

namespace Metrics.Api.Doors.Rest.Policies;

/// <summary>What a key, or a given set of roles and attributes, sees of the current catalog.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this RouteGroupBuilder api) => api.MapGet("/policies", Get)
        .NeedsScope(AccessScopes.Admin)
        .WithTags("Catalog")
        .WithSummary("What a key, or a caller with some roles and attributes, sees of each semantic model: rows, masked and hidden names")
        .Produces<PoliciesAnswer>()
        .WithProblems(DiagnosticCode.NotReady);

    /// <param name="context">The request.</param>
    /// <param name="layer">The current catalog.</param>
    /// <param name="keys">The known keys.</param>
    /// <param name="clock">Decides which keys have expired.</param>
    /// <param name="as">key: with a key's name or id.</param>
    /// <param name="role">Instead of a key: roles.</param>
    /// <param name="attribute">Instead of a key: attributes, each as name=value,value.</param>
    private static IResult Get(
        HttpContext context, SemanticLayer layer, KeyFeed keys, TimeProvider clock, string? @as, string[]? role, string[]? attribute)
    {
        var state = layer.Take(context.Caller.Principal);
        if (!state.Snapshot.Succeeded(out _))
            return Problems.Refuse(state.Snapshot.Diagnostics);
        var standing = PrincipalText.Imagine(
            @as, role ?? [], attribute ?? [], (keys.Current ?? KeySet.Empty).Principals(clock.GetUtcNow()));
        return standing.Succeeded(out var principal)
            ? TypedResults.Ok(PoliciesAnswer.Of(principal, PolicyExplanation.Of(state.Open, principal)))
            : Problems.Refuse(standing.Diagnostics);
    }
}
