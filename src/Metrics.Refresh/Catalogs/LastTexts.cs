using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Catalogs;

/// <summary>Puts the last published text in the place of a file with an error, as long as that text is sound itself.</summary>
internal sealed class LastTexts(CatalogSource wanted, CatalogSource published, Func<CatalogSource, CancellationToken, Task<BoundCatalog>> bindAsync)
{
    private readonly HashSet<string> _hopeless = [];
    private readonly HashSet<string> _kept = [];

    /// <summary>The files to publish, what they make, and all that was wrong with the files as they stand.</summary>
    public async Task<(CatalogSource Source, BoundCatalog Bound, EquatableList<Diagnostic> Problems)> SettleAsync(
        CancellationToken ct)
    {
        var source = wanted;
        var bound = await bindAsync(source, ct);
        var problems = bound.Catalog.Diagnostics;
        // Each round keeps a text for good or gives up on one for good, so this ends.
        while (Step(bound.Catalog.Diagnostics))
        {
            source = wanted with { Files = wanted.Files.Select(f => _kept.Contains(f.Path) ? Last(f.Path)! : f).ToEquatableList() };
            bound = await bindAsync(source, ct);
        }

        return (source, bound, problems);
    }

    // One stage at a time: a file that cannot be read is behind the unknown names in others.
    private bool Step(IEnumerable<Diagnostic> diagnostics)
    {
        var stages = diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error && d.Location is not null)
            .GroupBy(d => Stage(d.Code))
            .OrderBy(g => g.Key);
        foreach (var stage in stages)
        {
            var files = stage.Select(d => d.Location!.Value.File).Distinct().ToList();
            if (files.Where(_kept.Contains).ToList() is { Count: > 0 } useless)
            {
                _kept.ExceptWith(useless);
                _hopeless.UnionWith(useless);
                return true;
            }

            if (files.Where(CanKeep).ToList() is { Count: > 0 } keep)
            {
                _kept.UnionWith(keep);
                return true;
            }
        }

        return false;
    }

    private bool CanKeep(string path) =>
        !_hopeless.Contains(path) && Last(path) is { } last && wanted.Files.FirstOrDefault(f => f.Path == path) is { } file && file.Text != last.Text
        // What its author wants hidden from now on is not shown for the sake of a mistake beside it.
        && CatalogLoader.HoldsPoliciesOf(file, last);

    private CatalogFile? Last(string path) => published.Files.FirstOrDefault(f => f.Path == path) is { } file ? file with { Kept = true } : null;

    private static int Stage(DiagnosticCode code) => code.Id[..3] switch
    {
        "C10" => 0,
        "C15" => 2,
        _ => 1,
    };
}
