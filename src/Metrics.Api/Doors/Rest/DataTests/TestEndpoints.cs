using System.Globalization;
using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Resolution;

namespace Metrics.Api.Doors.Rest.DataTests;

/// <summary>The latest result of every data test.</summary>
internal static class TestEndpoints
{
    private const char List = 't';

    // No table or test has a name that contains it.
    private const char Between = '\n';
    private static readonly string[] Statuses = ["passed", "failed", "warned"];

    // The former status of tests that could not run; callers may still filter by it.
    private const string NotRun = TestRecord.CouldNotRun;

    public static void MapTests(this RouteGroupBuilder api) => api.MapGet("/tests", ListAsync)
        .WithTags("Tests")
        .WithSummary("The latest result of every data test, by table; golden tests by metric")
        .Produces<ListAnswer<TestItem>>()
        .WithProblems(DiagnosticCode.NotReady);

    private static async Task<IResult> ListAsync(
        HttpContext context, SemanticLayer layer, RunReader reader, string? model, string? status, int? limit, string? page,
            CancellationToken ct)
    {
        if (PageLimit.Refuse(limit) is { } refused)
            return Problems.Refuse(refused);
        if (status is not null and not NotRun && !Statuses.Contains(status))
            return Problems.Refuse(
                new Diagnostic(DiagnosticCode.MalformedRequest, $"status must be one of {string.Join(", ", Statuses)}",
                Candidates: NearestNames.To(status, Statuses)));
        (string Model, string Test, int Nth)? after = null;
        if (page is not null)
        {
            if (!ListToken.TryRead(page, List, out var place) || place.Split(Between) is not [var table, var test, var nth]
                || !int.TryParse(nth, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return Problems.Refuse(ListToken.Malformed());
            after = (table, test, count);
        }

        var wanted = limit ?? PageLimit.Default;
        var sight = layer.Take(context.Caller.Principal).Sight;
        var all = (await reader.LatestTestsAsync(ct)).Select(t => TestItem.Of(t, sight)).ToList();
        model = model is null ? null : DeclaredNames.Among(model, all.Select(t => t.Model));
        bool IsAsked(TestItem test) => (model is null || test.Model == model)
            && (status is null || (status == NotRun ? !test.Ran : test.Status == status));
        var tests = Placed(all).Where(t => IsAsked(t.Item) && IsAfter(t, after))
            .Take(wanted + 1).ToList();
        return TypedResults.Ok(ListAnswer<TestItem>.Cut(
            tests, wanted, t => t.Item,
            t => ListToken.Write(List, string.Create(CultureInfo.InvariantCulture,
                $"{t.Item.Model}{Between}{t.Item.Test}{Between}{t.Nth}"))));
    }

    // Sorted by the names that are shown, so that order, page tokens and filters reveal nothing of the hidden ones. Several tests may then
    // have the same shown name.
    private static IEnumerable<(TestItem Item, int Nth)> Placed(IEnumerable<TestItem> tests) => tests
        .GroupBy(t => (t.Model, t.Test))
        .OrderBy(g => g.Key.Model, StringComparer.Ordinal).ThenBy(g => g.Key.Test, StringComparer.Ordinal)
        .SelectMany(g => g.OrderBy(t => t.Status, StringComparer.Ordinal).ThenBy(t => t.BadRows).Select((t, i) => (t, i)));

    private static bool IsAfter((TestItem Item, int Nth) test, (string Model, string Test, int Nth)? after)
    {
        if (after is not { } place)
            return true;
        var order = string.CompareOrdinal(test.Item.Model, place.Model);
        order = order != 0 ? order : string.CompareOrdinal(test.Item.Test, place.Test);
        return order > 0 || (order == 0 && test.Nth > place.Nth);
    }
}
