using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>
/// Files in a folder that tables are read from, and that none of them reads: probably new ones. Those that differ from a table's file in
/// digits only are <see cref="FilesBeside"/>.
/// </summary>
/// <param name="Tables">The tables that are read from the folder.</param>
/// <param name="Names">The names of the files.</param>
internal sealed record UnclaimedFiles(IReadOnlyList<SourceTable> Tables, EquatableList<string> Names)
{
    private const int MostNamed = 5;

    /// <summary>What to tell of files that no table reads, with the tables that it is about.</summary>
    /// <param name="tables">All tables of a project that are read from files.</param>
    public static IReadOnlyList<(IReadOnlyList<SourceTable> Tables, Diagnostic Warning)> Warnings(IReadOnlyCollection<SourceTable> tables)
    {
        var alike = FilesBeside.Of(tables);
        return
        [
            .. alike.Select(b => ((IReadOnlyList<SourceTable>)[b.Table], b.Warning(b.Table.Location))),
            .. Of(tables, alike).Select(u => (u.Tables, u.Warning())),
        ];
    }

    private static IEnumerable<UnclaimedFiles> Of(IReadOnlyCollection<SourceTable> tables, IReadOnlyList<FilesBeside> alike)
    {
        var told = alike.SelectMany(b => b.Names.Select(n => Path.Combine(FolderOf(b.Table), n))).ToHashSet(StringComparer.Ordinal);
        var ignored = tables.SelectMany(t => t.Ignored).Distinct().ToList();
        foreach (var folder in tables.GroupBy(FolderOf))
        {
            var paths = folder.Select(t => t.Csv.Path).ToList();
            // A folder may have very many files, and only these tables may read them.
            var readers = tables.Where(t => Below(folder.Key).StartsWith(Below(FolderOf(t)), StringComparison.Ordinal)).ToList();
            var names = FilesBeside.NamesIn(folder.Key).Select(n => (Name: n, Path: Path.Combine(folder.Key, n)))
                .Where(f => LoadableFiles.AreData(f.Path, paths) && !told.Contains(f.Path)
                    && !readers.Exists(t => SourceFiles.Reads(t, f.Path)) && !IsLinkTo(f.Path, tables)
                    && !ignored.Exists(i => SourceFiles.Fits(i, f.Path)))
                .Select(f => f.Name).Order(NaturalOrder.Instance).ToEquatableList();
            if (names.Count > 0)
                yield return new UnclaimedFiles([.. folder], names);
        }
    }

    // A link to a file is no second one.
    private static bool IsLinkTo(string path, IReadOnlyCollection<SourceTable> tables)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } file
                && tables.Any(t => SourceFiles.Reads(t, file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Below(string folder) => folder.EndsWith('/') ? folder : $"{folder}/";

    private Diagnostic Warning()
    {
        var named = string.Join(", ", Names.Take(MostNamed).Select(n => $"'{n}'"))
            + (Names.Count > MostNamed ? $" and {Names.Count - MostNamed} more" : "");
        var (lie, them) = Names.Count == 1 ? ("is", "it") : ("are", "them");
        return new Diagnostic(
            DiagnosticCode.FilesUnread,
            $"source '{Tables[0].Source}': {named} {lie} in a folder that its tables are read from, and no table reads {them}",
            Tables[0].Location,
            $"declare a table for {them}, or as the 'file' of a table that has the same columns a pattern that matches both names, letter "
                + "case included; what no table is meant to read is named under 'ignore' of the source");
    }

    private static string FolderOf(SourceTable table) => SourceFiles.FolderOf(table);
}
