using Metrics.Api.Http;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Requests;

/// <summary>Refuses query parameters that an endpoint does not read: a mistyped <c>limt=5</c> must not silently mean no limit.</summary>
internal static class KnownParameters
{
    public static TBuilder RefuseUnknownParameters<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilterFactory((endpoint, next) =>
        {
            var known = endpoint.MethodInfo.GetParameters()
                .Where(p => p.ParameterType == typeof(string) || p.ParameterType == typeof(string[]) || p.ParameterType == typeof(int?))
                .Select(p => p.Name!)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            return context => context.HttpContext.Request.Query.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown
                ? ValueTask.FromResult<object?>(Problems.Refuse(new Diagnostic(
                    DiagnosticCode.MalformedRequest, $"unknown parameter '{unknown}'", Candidates: NearestNames.To(unknown, known))))
                : next(context);
        });
}
