using System.Globalization;
using Metrics.Answering;
using Metrics.Answering.Publications;
using Metrics.Api.Http;
using Metrics.Api.Hosting;
using Metrics.Api.Resources;
using Metrics.Api.Security;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;

namespace Metrics.Api.Doors.Rest.Catalogs;

/// <summary>What is wrong with the current definitions, which also explains why a name is missing.</summary>
internal static class DiagnosticEndpoints
{
    private const char List = 'g';
    private static readonly string[] Severities = ["error", "warning"];

    public static void MapDiagnostics(this RouteGroupBuilder api) => api.MapGet("/diagnostics", Get)
        .WithTags("Catalog")
        .WithSummary("What is wrong with the definitions in force, by file and line, and what is left out for it")
        .Produces<DiagnosticsAnswer>()
        .WithProblems(DiagnosticCode.NotReady);

    private static IResult Get(
        HttpContext context, SemanticLayer layer, CatalogFollowing following, string? severity, int? limit, string? page)
    {
        if (following.NotYet() is { } waiting)
            return Problems.Refuse(waiting);
        if (PageLimit.Refuse(limit) is { } refused)
            return Problems.Refuse(refused);
        if (severity is not null && !Severities.Contains(severity))
        {
            return Problems.Refuse(new Diagnostic(
                DiagnosticCode.MalformedRequest, $"severity must be one of {string.Join(", ", Severities)}",
                    Candidates: NearestNames.To(severity, Severities)));
        }

        var from = 0;
        if (page is not null && (!ListToken.TryRead(page, List, out var place)
            || !int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out from)))
            return Problems.Refuse(ListToken.Malformed());
        var principal = context.Caller.Principal;
        var state = layer.Take(principal);
        var (all, shown) = (state.Open.Diagnostics, Shown(state, principal));
        var wanted = limit ?? PageLimit.Default;
        var read = shown.Where(d => severity is null || DiagnosticItem.WordOf(d.Severity) == severity)
            .Select((d, i) => (Diagnostic: d, Nth: i)).Skip(from).Take(wanted + 1).ToList();
        var cut = ListAnswer<DiagnosticItem>.Cut(
            read, wanted, d => DiagnosticItem.Of(d.Diagnostic), d =>
                ListToken.Write(List, (d.Nth + 1).ToString(CultureInfo.InvariantCulture)));
        var errors = all.Count(d => d.Severity == DiagnosticSeverity.Error);
        return TypedResults.Ok(new DiagnosticsAnswer(cut.Items, cut.Next, errors, all.Count - errors, Withheld: shown.Count < all.Count));
    }

    // Diagnostics mention files, tables and policies. All of them are shown to administrators and to callers whom no policy restricts.
    private static IReadOnlyList<Diagnostic> Shown(PublicationState state, Principal? principal) =>
        principal is null || principal.Scopes.HasFlag(AccessScopes.Admin) ? state.Open.Diagnostics : state.Catalog.Diagnostics;
}
