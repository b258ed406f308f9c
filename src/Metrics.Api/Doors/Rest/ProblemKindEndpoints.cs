using Metrics.Api.Http;
using Metrics.Api.Requests;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest;

/// <summary>The page that the <c>type</c> of a problem links to.</summary>
internal static class ProblemKindEndpoints
{
    public static void MapProblemKinds(this WebApplication app) => app.MapGet("/problems/{code}", Explain)
        .RefuseUnknownParameters()
        .WithTags("Problems")
        .WithSummary("What a problem's code means")
        .Produces<ProblemKind>()
        .WithProblems(
            DiagnosticCode.MalformedRequest, DiagnosticCode.UnknownPath, DiagnosticCode.Unauthenticated, DiagnosticCode.OtherSite);

    private static IResult Explain(string code) => DiagnosticCode.All.TryGetValue(code, out var known)
        ? TypedResults.Ok(new ProblemKind(known.Id, known.Title, ProblemStatus.Of(known)))
        : Problems.Refuse(new Diagnostic(
            DiagnosticCode.UnknownPath, $"there is no problem '{code}'", Candidates: NearestNames.To(code, DiagnosticCode.All.Keys)));
}

/// <summary>A kind of problem.</summary>
/// <param name="Code">The stable code: C a definition, Q a question, E the engine, R a refresh, A access.</param>
/// <param name="Title">What kind of problem it is.</param>
/// <param name="Status">The HTTP status it is answered with.</param>
internal sealed record ProblemKind(string Code, string Title, int Status);
