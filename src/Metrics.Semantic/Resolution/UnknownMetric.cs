using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>Why a metric cannot be asked for: there is none of that name, or its definition is wrong and was left out.</summary>
public static class UnknownMetric
{
    private const string AllOfIt = "validate and /api/v1/diagnostics list everything that is wrong with the definitions";

    /// <summary>The problems of a name that no metric of a catalog has.</summary>
    public static IEnumerable<Diagnostic> Of(Catalog catalog, string name)
    {
        if (LeftOut(catalog, DiagnosticCode.UnknownMetric, $"metric '{LeftOutNames.Find(catalog, "metric", name) ?? name}'") is { } leftOut)
            return [leftOut];
        var other = OtherKinds.OfMetric(catalog, name);
        var near = NearestNames.To(name, catalog.Metrics.Keys);
        return
        [
            new Diagnostic(
                DiagnosticCode.UnknownMetric,
                $"there is no metric '{name}'{(other is null ? UnreadFiles.Why(catalog, name) : $": {other.What}")}",
                Hint: other?.Hint ?? LeftOutNames.Untold(catalog) ?? (near.Count == 0 ? NameLists.Metrics(catalog) : null),
                Candidates: near),
        ];
    }

    /// <summary>
    /// The problem that a definition is left out, for its own error or for that of something it uses: with the code and the place of the
    /// cause, and where all errors are listed; null when nothing is known of it.
    /// </summary>
    /// <param name="catalog">All definitions.</param>
    /// <param name="code">The code of the problem for the caller.</param>
    /// <param name="called">Its name in diagnostics: <c>metric 'revenue'</c>.</param>
    public static Diagnostic? LeftOut(Catalog catalog, DiagnosticCode code, string called)
    {
        var errors = catalog.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error);
        if (errors.FirstOrDefault(d => d.Message.StartsWith(called, StringComparison.Ordinal)) is { } own)
            return Told(own, "its definition is wrong", own.Message[called.Length..].TrimStart(':', ' '));
        if (catalog.Diagnostics.FirstOrDefault(d => d.Affects.Contains(called)) is not { } fallen)
            return null;
        // The diagnostic that lists what is left out has the location of the error that causes it.
        var cause = errors.FirstOrDefault(d => d.Location == fallen.Location) ?? fallen;
        return Told(cause, "it uses something that is left out",
            cause.Code == DiagnosticCode.UnreadableFile ? $"{cause.Location?.File} is {cause.Message}" : cause.Message);

        Diagnostic Told(Diagnostic cause, string why, string what)
        {
            var near = cause.Candidates.Count == 0 ? ""
                : $" (did you mean {string.Join(" or ", cause.Candidates.Select(c => $"'{c}'"))}?)";
            return new Diagnostic(
                code, $"{called} is left out of the catalog, since {why} ({cause.Code.Id}): {what}{near}", cause.Location,
                $"{(cause.Hint is { } hint ? hint + "; " : "")}{AllOfIt}");
        }
    }
}
