using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors.Files;

/// <summary>
/// Files that no table reads, although their names differ from the single file of a table in digits or months only: probably those of
/// later days.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Names">The names of the unread files.</param>
internal sealed partial record FilesBeside(SourceTable Table, EquatableList<string> Names)
{
    private const int MostNamed = 3;

    /// <summary>All such files. Each folder is listed once.</summary>
    /// <param name="tables">All tables of a project that are read from files.</param>
    public static IReadOnlyList<FilesBeside> Of(IReadOnlyCollection<SourceTable> tables)
    {
        var found = new List<FilesBeside>();
        var single = tables.Where(t => !SourceFiles.MayBeSeveral(t)).Select(t => (Table: t, Pattern: PatternOf(FileOf(t))))
            .Where(t => t.Pattern != FileOf(t.Table)).GroupBy(t => Path.GetDirectoryName(t.Table.Csv.Path) ?? "/");
        foreach (var folder in single)
        {
            var names = NamesIn(folder.Key).ToLookup(PatternOf);
            var readers = tables.Where(t => SourceFiles.MayBeSeveral(t) || Path.GetDirectoryName(t.Csv.Path) == folder.Key).ToList();
            foreach (var alike in folder.GroupBy(t => t.Pattern))
            {
                var unread = names[alike.Key].Select(n => (Name: n, Path: Path.Combine(folder.Key, n)))
                    .Where(f => !readers.Exists(t => SourceFiles.Reads(t, f.Path))
                        && !tables.Any(t => t.Ignored.Any(i => SourceFiles.Fits(i, f.Path))))
                    .Select(f => f.Name)
                    .Order(NaturalOrder.Instance).ToEquatableList();
                if (unread.Count > 0)
                    found.Add(new FilesBeside(alike.Last().Table, unread));
            }
        }

        return found;
    }

    /// <summary>The <c>file</c> pattern that would also read later files, whose names differ in digits or months at an end.</summary>
    /// <param name="paths">The table's files.</param>
    /// <returns>Null when there are several, the name has no such digits, or the pattern would match files that exist already.</returns>
    public static string? Further(IReadOnlyList<string> paths)
    {
        if (paths is not [var path] || PatternOf(Path.GetFileName(path)) is not { } pattern || !StarAtAnEnd().IsMatch(pattern))
            return null;
        return NamesIn(Path.GetDirectoryName(path) ?? "/").Count(n => Fits(pattern, n)) == 1 ? pattern : null;
    }

    /// <summary>The warning that these files are not read, and what to declare.</summary>
    public Diagnostic Warning(SourceLocation at)
    {
        var (file, pattern) = (FileOf(Table), PatternOf(FileOf(Table)));
        var named = string.Join(", ", Names.Take(MostNamed).Select(n => $"'{n}'"))
            + (Names.Count > MostNamed ? $" and {Names.Count - MostNamed} more" : "");
        var (lie, them) = Names.Count == 1 ? ("is", "it") : ("are", "them");
        var folder = Path.GetDirectoryName(Table.Csv.Path) ?? "/";
        // A pattern that also matches files of other tables would read those twice.
        var isOwn = NamesIn(folder).Where(n => Fits(pattern, n)).All(n => n == file || Names.Contains(n));
        return new Diagnostic(
            DiagnosticCode.FilesUnread, $"table '{Table.Model}': {named} {lie} next to '{file}', and no table reads {them}", at,
            isOwn ? $"with '{pattern}' instead of '{file}' its 'file' reads {them} too" : $"declare a table for {them}");
    }

    private static string FileOf(SourceTable table) => Path.GetFileName(table.Csv.Path);

    private static bool Fits(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);

    /// <summary>
    /// The pattern of all names that differ in digits and names of months only: <c>sales-*.csv</c> for <c>sales-2024-01-02.csv</c> and
    /// <c>sales-jan.csv</c>.
    /// </summary>
    public static string PatternOf(string name) => Numbers().Replace(name, "*");

    // A name that begins with a dot is a hidden file, or one that is still being written.
    internal static List<string> NamesIn(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Where(n => !n.StartsWith('.'))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Loading the table reports why.
            return [];
        }
    }

    // Months in English, German, French and Spanish, as words of their own: sales_jan2026.csv, but not sales_janet.csv.
    private const string Months =
        "jan|january|janu?ar|janvier|enero|feb|february|febru?ar|f[eé]vrier|febrero|mar|march|m[aä]rz|maerz|mrz|mars|marzo|apr|april|avril"
        + "|abril|may|mai|mayo|jun|june|juni|juin|junio|jul|july|juli|juillet|julio|aug|august|ao[uû]t|agosto|sept?|september|septembre"
        + "|septiembre|oct|okt|october|oktober|octobre|octubre|nov|november|novembre|noviembre|dec|dez|december|dezember|d[eé]cembre"
        + "|diciembre";

    private const string Part = @"([0-9]+|(?<!\p{L})(" + Months + @")(?!\p{L}))";

    [GeneratedRegex(Part + "([-_.]?" + Part + ")*", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();

    // At the beginning of the name, or before its one or two extensions (.csv.gz).
    [GeneratedRegex(@"^\*|\*(\.[A-Za-z]+){1,2}$", RegexOptions.ExplicitCapture)]
    private static partial Regex StarAtAnEnd();
}
