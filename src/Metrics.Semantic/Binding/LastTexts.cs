using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Binding;

/// <summary>
/// The files in force, what they make, and all that was wrong with the files as they stand; what is left out for it (C141), of the texts
/// in force.
/// </summary>
public sealed record SettledTexts(CatalogSource Source, BoundCatalog Bound, EquatableList<Diagnostic> Problems);

/// <summary>Puts the last good text in the place of a file with an error, as long as that text is sound itself.</summary>
/// <param name="wanted">The files as they stand.</param>
/// <param name="last">The last good texts, by path.</param>
/// <param name="bindAsync">Binds a source to tables.</param>
public sealed class LastTexts(
    CatalogSource wanted, CatalogSource last, Func<CatalogSource, CancellationToken, Task<BoundCatalog>> bindAsync)
{
    private readonly HashSet<string> _hopeless = [];
    private readonly HashSet<string> _kept = [];

    /// <summary>Errors that leave nothing out, and so are no reason to keep an older text.</summary>
    public IReadOnlySet<DiagnosticCode> Harmless { get; init; } = new HashSet<DiagnosticCode>();

    /// <summary>Settles which text of each file is in force.</summary>
    public async Task<SettledTexts> SettleAsync(CancellationToken ct)
    {
        var source = wanted;
        var bound = await bindAsync(source, ct);
        var asTheyStand = bound.Catalog.Diagnostics;
        // Each round keeps a text for good or gives up on one for good, so this ends.
        while (Step(bound.Catalog.Diagnostics))
        {
            source = wanted with { Files = wanted.Files.Select(f => _kept.Contains(f.Path) ? Last(f) : f).ToEquatableList() };
            bound = await bindAsync(source, ct);
        }

        // What uses a file that cannot be read goes on with its last text.
        var inForce = bound.Catalog.Diagnostics;
        var problems = asTheyStand.Where(p => p.Code != DiagnosticCode.LeftOut || inForce.Contains(p))
            .Concat(inForce.Where(p => p.Code == DiagnosticCode.LeftOut && !asTheyStand.Contains(p))).ToEquatableList();
        var closing = StoredClosings.Files(bound.Types).ToHashSet(StringComparer.Ordinal);
        var newer = problems.Where(p => p.Location is { } at && _kept.Contains(at.File)).Select(p => OfNewer(p, closing)).ToEquatableList();
        return new SettledTexts(source, bound with { Catalog = bound.Catalog.Keeping(newer) }, problems);
    }

    private static Diagnostic OfNewer(Diagnostic problem, HashSet<string> closing) =>
        problem.Severity != DiagnosticSeverity.Error || IsOfNewer(problem) ? problem
        : StoredErrors.Told(problem, closing.Contains(problem.Location!.Value.File));

    // One stage at a time: a file that cannot be read is behind the unknown names in others.
    private bool Step(IEnumerable<Diagnostic> diagnostics)
    {
        var stages = diagnostics
            .Where(d => d.Severity == DiagnosticSeverity.Error && d.Location is not null && !Harmless.Contains(d.Code) && !IsOfNewer(d))
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

    // Said of what a newer text may hold back, not of the text in force.
    private static bool IsOfNewer(Diagnostic problem) =>
        problem.Code == DiagnosticCode.PoliciesUnread || problem.Code == DiagnosticCode.TableClosed;

    private bool CanKeep(string path) =>
        !_hopeless.Contains(path) && Find(last, path) is { } older && Find(wanted, path) is { } file && file.Text != older.Text;

    private CatalogFile Last(CatalogFile file) => Find(last, file.Path)! with { Kept = true, Newer = file.Text };

    private static CatalogFile? Find(CatalogSource source, string path) => source.Files.FirstOrDefault(f => f.Path == path);

    private static int Stage(DiagnosticCode code) => code.Id[..3] switch
    {
        "C10" => 0,
        "C15" => 2,
        _ => 1,
    };
}
