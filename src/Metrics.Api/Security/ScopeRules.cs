using Metrics.Api.Http;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Security;

/// <summary>The scopes that a caller needs for an endpoint.</summary>
internal sealed record NeededScope(AccessScopes Scopes);

/// <summary>Endpoints declare the scope they need; a caller without it gets 403.</summary>
internal static class ScopeRules
{
    public static TBuilder NeedsScope<TBuilder>(this TBuilder builder, AccessScopes scopes)
        where TBuilder : IEndpointConventionBuilder => builder
        .WithMetadata(new NeededScope(scopes))
        .WithProblems(DiagnosticCode.Unauthenticated, DiagnosticCode.Forbidden, DiagnosticCode.OtherSite, DiagnosticCode.TooManyRequests);

    /// <summary>Runs after routing, because the endpoint must be known.</summary>
    public static void UseScopeRules(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<NeededScope>() is not { } needed || context.Caller.May(needed.Scopes))
            return next(context);
        var words = string.Join(", ", needed.Scopes.Words());
        var option = string.Join(",", needed.Scopes.Words());
        if (!Credentials.Are(context.Request.Headers))
        {
            return CallerGate.RefuseAsync(
                context, $"callers without an API key may ask questions and see the catalog; this needs a key with the scope {words}",
                $"./run.sh prints one when it starts for the first time; scripts/refresh.sh keys create --scopes {option} makes another");
        }

        return Problems.WriteAsync(
            context,
            new Diagnostic(
                DiagnosticCode.Forbidden, $"this needs the scope {words}, which this API key does not have",
                Hint: $"make a key with --scopes {option}"),
            context.RequestAborted);
    });
}
