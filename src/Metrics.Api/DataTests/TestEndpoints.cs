using Metrics.Api.Http;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Publications;

namespace Metrics.Api.DataTests;

/// <summary>How every data test stands.</summary>
internal static class TestEndpoints
{
    private const char List = 't';

    // No name of a table or a test has it.
    private const char Between = '\n';
    private static readonly string[] Statuses = ["passed", "failed", "warned", "error"];

    public static void MapTests(this RouteGroupBuilder api) => api.MapGet("/tests", ListAsync)
        .WithTags("Tests")
        .WithSummary("The latest result of every data test, by table; golden tests by metric")
        .Produces<ListAnswer<TestItem>>()
        .WithProblems(DiagnosticCode.NotReady);

    private static async Task<IResult> ListAsync(
        RunReader reader, string? model, string? status, int? limit, string? page, CancellationToken ct)
    {
        if (PageLimit.Refuse(limit) is { } refused)
            return Problems.Refuse(refused);
        if (status is not null && !Statuses.Contains(status))
            return Problems.Refuse(
                new Diagnostic(DiagnosticCode.MalformedRequest, $"status is one of {string.Join(", ", Statuses)}",
                Candidates: NearestNames.To(status, Statuses)));
        (string, string)? after = null;
        if (page is not null)
        {
            if (!PageToken.TryRead(page, List, out var place) || place.Split(Between) is not [var table, var test])
                return Problems.Refuse(PageToken.Malformed());
            after = (table, test);
        }

        var wanted = limit ?? PageLimit.Default;
        var tests = await reader.LatestTestsAsync(model, status, wanted + 1, after, ct);
        return TypedResults.Ok(
            ListAnswer<TestItem>.Cut(tests, wanted, TestItem.Of, t => PageToken.Write(List, $"{t.Model}{Between}{t.Test}")));
    }
}
