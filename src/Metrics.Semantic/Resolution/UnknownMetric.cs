using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>Why a metric cannot be asked: there is none of that name, or its definition is wrong and was left out.</summary>
public static class UnknownMetric
{
    /// <summary>What to say of a name that no metric of a catalog has; one for each thing that is wrong with its definition.</summary>
    public static IEnumerable<Diagnostic> Of(Catalog catalog, string name)
    {
        var called = $"metric '{LeftOutNames.Find(catalog, "metric", name) ?? name}'";
        var wrong = Causes(catalog, called);
        if (wrong.Count == 0)
        {
            var other = OtherKinds.OfMetric(catalog, name);
            return
            [
                new Diagnostic(
                    DiagnosticCode.UnknownMetric,
                    $"there is no metric '{name}'{(other is null ? UnreadFiles.Why(catalog, name) : $": {other.What}")}", Hint: other?.Hint,
                    Candidates: NearestNames.To(name, catalog.Metrics.Keys)),
            ];
        }

        // The cause by its code here; what it is follows, once.
        var why = wrong[0].Affects.Contains(called) ? "it uses something that is left out" : "its definition is wrong";
        return wrong.Prepend(new Diagnostic(
            DiagnosticCode.UnknownMetric, $"{called} is left out of the catalog, since {why} ({wrong[0].Code.Id})",
            wrong[0].Location, wrong[0].Hint));
    }

    /// <summary>What a definition is left out for: its own errors, or the one that it falls with and what is wrong there; none when nothing
    /// is known of it.</summary>
    /// <param name="catalog">All definitions.</param>
    /// <param name="called">What diagnostics call it: <c>metric 'revenue'</c>.</param>
    public static IReadOnlyList<Diagnostic> Causes(Catalog catalog, string called)
    {
        // What falls with it says its error again.
        var wrong = catalog.Diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error && d.Message.StartsWith(called, StringComparison.Ordinal)).ToList();
        if (wrong.Count > 0)
            return wrong;
        wrong = [.. catalog.Diagnostics.Where(d => d.Affects.Contains(called)).Take(1)];
        // It stands where the error does that everything of it is left out for.
        wrong.AddRange(catalog.Diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error && wrong.Exists(w => w.Location == d.Location)).ToList());
        return wrong;
    }
}
