using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Http;

/// <summary>The codes an endpoint may refuse with, for its page in openapi.yaml.</summary>
/// <param name="Codes">The codes.</param>
/// <param name="InPath">True when they speak of names in the path.</param>
internal sealed record ProblemCodes(IReadOnlyList<DiagnosticCode> Codes, bool InPath = false)
{
    /// <summary>True when they are about the format that was asked for.</summary>
    public bool InForm { get; init; }
}

internal static class ProblemCodesOfEndpoints
{
    public static TBuilder WithProblems<TBuilder>(this TBuilder builder, params DiagnosticCode[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProblemCodes(codes));

    /// <summary>The codes it may refuse an answer's format with.</summary>
    public static TBuilder WithFormProblems<TBuilder>(this TBuilder builder, params DiagnosticCode[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProblemCodes(codes) { InForm = true });

    /// <summary>The codes it may refuse a name in its path with.</summary>
    public static TBuilder WithPathProblems<TBuilder>(this TBuilder builder, params DiagnosticCode[] codes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ProblemCodes(codes, InPath: true));
}
