using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>The codes an endpoint may refuse with, for its page in openapi.yaml.</summary>
internal sealed record ProblemCodes(IReadOnlyList<DiagnosticCode> Codes);

internal static class ProblemCodesOfEndpoints
{
    public static TBuilder WithProblems<TBuilder>(this TBuilder builder, params DiagnosticCode[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProblemCodes(codes));
}
