using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>The codes an endpoint may refuse with, for openapi.yaml.</summary>
/// <param name="Codes">The codes.</param>
/// <param name="InPath">True when they concern names in the path.</param>
internal sealed record ProblemCodes(IReadOnlyList<DiagnosticCode> Codes, bool InPath = false)
{
    /// <summary>True when they concern the requested format.</summary>
    public bool InForm { get; init; }
}

internal static class ProblemCodesOfEndpoints
{
    public static TBuilder WithProblems<TBuilder>(this TBuilder builder, params DiagnosticCode[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProblemCodes(codes));

    /// <summary>Adds the codes with which the endpoint may refuse the requested format.</summary>
    public static TBuilder WithFormProblems<TBuilder>(this TBuilder builder, params DiagnosticCode[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProblemCodes(codes) { InForm = true });

    /// <summary>Adds the codes with which the endpoint may refuse a name in its path.</summary>
    public static TBuilder WithPathProblems<TBuilder>(this TBuilder builder, params DiagnosticCode[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProblemCodes(codes, InPath: true));
}
