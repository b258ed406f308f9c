using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Binding;

/// <summary>
/// The texts in force, the catalog made from them, and all that is wrong with the files as they are now; what is left out because of it
/// (C141) refers to the texts in force.
/// </summary>
public sealed record SettledTexts(CatalogSource Source, BoundCatalog Bound, EquatableList<Diagnostic> Problems);

/// <summary>Replaces a file that has an error by its last good text, as long as that text itself has none.</summary>
/// <param name="wanted">The files as they are now.</param>
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
        // Each round starts to keep a file's last text, or gives up on it permanently, so this ends.
        while (Step(bound.Catalog.Diagnostics))
        {
            source = wanted with { Files = wanted.Files.Select(f => _kept.Contains(f.Path) ? Last(f) : f).ToEquatableList() };
            bound = await bindAsync(source, ct);
        }

        // What uses a file that cannot be read continues with that file's last text.
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

    // One stage at a time: a file that cannot be read is the cause of unknown names in others.
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

    // About what a newer text's policies may hide; the text in force has no such error.
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
