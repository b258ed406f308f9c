using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;

namespace Metrics.Refresh.Catalogs;

/// <summary>
/// Reports which files stay as they were published because a golden test of their pack holds them back. It is not known which of them
/// causes the wrong answer, if any, so none is called wrong.
/// </summary>
internal static class HeldBack
{
    /// <param name="project">The project's files.</param>
    /// <param name="published">The published files.</param>
    /// <param name="held">Packs that are held back, with the reason.</param>
    /// <param name="withErrors">Files with errors of their own, which are reported elsewhere.</param>
    public static IEnumerable<(string File, DataText Said)> Of(
        CatalogSource project, CatalogSource published, IReadOnlyDictionary<string, string> held, IReadOnlySet<string> withErrors)
    {
        var (now, before) = (Texts(project), Texts(published));
        return
            from path in now.Keys.Union(before.Keys).Order(StringComparer.Ordinal)
            where !withErrors.Contains(path)
            let file = now.GetValueOrDefault(path)
            let older = before.GetValueOrDefault(path)
            where held.ContainsKey((file ?? older)!.Pack) && published.Files.Any(f => f.Pack == (file ?? older)!.Pack)
            where file?.Text != older?.Text
            select (path, Words(path, older is null ? "is new, and not published"
                : $"{(file is null ? "is deleted" : "has changed")}, and stays as it was published", held[(file ?? older)!.Pack]));
    }

    private static Dictionary<string, CatalogFile> Texts(CatalogSource source) =>
        source.Files.ToDictionary(f => f.Path, StringComparer.Ordinal);

    // Names of files and golden tests may reveal what is hidden, so the detail is for callers from whom nothing is hidden.
    private static DataText Words(string path, string what, string why) => DataText.About(
        $"catalog: a file of definitions {what}: a golden test of its pack blocks it", $"catalog: {path} {what}: {why}",
        tables: default);
}
