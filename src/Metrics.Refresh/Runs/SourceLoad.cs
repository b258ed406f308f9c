using System.Text.Json;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>What to load of a table, given what its published version holds.</summary>
/// <param name="Files">Files to read; none when nothing is new.</param>
/// <param name="Known">Files that the published version holds and that stay.</param>
/// <param name="Fingerprint">The fingerprint of the version that the load would make.</param>
/// <param name="Reason">The reason, for people.</param>
internal sealed record SourceLoad(EquatableList<FileContent> Files, EquatableList<LoadedFile> Known, string Fingerprint, string Reason)
{
    /// <summary>True when rows are added to existing ones.</summary>
    public bool Appends => Known.Count > 0;

    /// <summary>About how many rows the new files have, by the bytes per row of files that were read and still exist.</summary>
    public long? EstimatedRows { get; init; }

    /// <summary>Why the table is built anew with its existing rows: many rows are added in comparison. Null when it is not.</summary>
    public LargeChange? LargeAgainst(BuiltVersion basis, RebuildRule rule) => EstimatedRows is { } rows
        ? rule.OfRows(rows, 0, basis.Rows, basis.Rows + rows, LargeChange.ItsRows, estimated: true)
        : null;

    /// <summary>
    /// Names of files to read that the published version holds already. They are read again so that late files do not override later ones.
    /// </summary>
    public EquatableList<string> Again { get; init; }

    /// <summary>A hash of the declaration by which the files are read; null where it is not stored.</summary>
    public string? Reading { get; init; }

    /// <summary>True when the run asks for this table's files as they are now, whatever was read of them before.</summary>
    public bool AsTheyStand { get; init; }

    /// <summary>True when the declaration changed only in what leaves existing rows valid: its tests, limits or indexes.</summary>
    public bool IsRedeclared { get; init; }

    /// <summary>Old and new names of files that were recognised as the same.</summary>
    public IReadOnlyList<(string From, string To)> Renamed { get; init; } = [];

    /// <exception cref="SourceException">Files that were read before would be needed again and are gone.</exception>
    public static SourceLoad Plan(
        Node node, SourceTable table, SourceContent content, BuiltVersion? current, IEnumerable<OwedFile> owed, bool anew,
        bool discardHistory)
    {
        if (table.Load == LoadMode.Replace)
            return new SourceLoad(content.Files, [], Graph.Fingerprint.OfTable(node, table, content.Sha256), "its file changed");
        var read = ReadCursor(current);
        var (definition, reading) = (Graph.Fingerprint.DefinitionOf(node, table), Graph.Fingerprint.ReadingOf(table));
        var isSame = current?.Definition == definition;
        var files = KnownFiles.Match(isSame ? read.Select(f => f with { Reading = reading }).ToEquatableList() : read, content.Files);
        if (!discardHistory)
        {
            // A due file must be among those not read yet: one of equal bytes that the version holds is another file.
            var there = files.Fresh.Select(f => f.Fingerprint.Sha256).ToList();
            var lost = owed.Where(o => !read.Any(f => f.Name == o.Name && f.Sha256 == o.Sha256) && !there.Remove(o.Sha256));
            CheckOwed(table, content, lost.ToList());
        }

        var reason = files.Changed.Count > 0 ? $"'{files.Changed[0].Name}' has other content than when it was read"
            : anew ? "all is to be read again" : "its declaration changed";
        if (current?.RowsAt is not null && files.Changed.Count == 0 && !anew && (isSame || read.All(f => f.Reading == reading)))
        {
            if (Further(node, table, content, current, files, isSame) is { } further)
                return further with { Reading = reading };
            reason = $"'{files.Fresh[0].Name}' came late: files after it by name were read before it";
        }

        if (files.Gone.Count > 0 && !discardHistory)
        {
            throw new SourceException(new Diagnostic(
                DiagnosticCode.HistoryAtRisk,
                $"table '{table.Model}' would have to be read anew ({reason}), and {files.Gone.Count} files it was read from are gone: "
                    + string.Join(", ", files.Gone.Take(3).Select(g => $"'{g.Name}'")),
                table.Location, "put them back, or give up their rows with 'run --full-refresh --discard-history'"));
        }

        return new SourceLoad(content.Files, [], FingerprintOf(node, table, content.Files.Select(f => f.Fingerprint.Sha256)), reason)
        {
            Reading = reading,
        };
    }

    // Null when needed files are gone.
    private static SourceLoad? Further(
        Node node, SourceTable table, SourceContent content, BuiltVersion current, KnownFiles files, bool isSame)
    {
        var kept = files.Kept.Select(k => k.File).ToEquatableList();
        if ((table.MergeKey.Count > 0 ? files.InOrder() : (kept, files.Fresh)) is not var (before, toRead))
            return null;
        var again = toRead.Except(files.Fresh).Select(f => f.Name).ToEquatableList();
        // With nothing to read and an unchanged declaration, it is the current version.
        var after = toRead.Count == 0 && isSame ? current.Fingerprint
            : FingerprintOf(node, table, before.Select(k => k.Sha256).Concat(toRead.Select(f => f.Fingerprint.Sha256)));
        var reason = toRead.Count == 0 ? "its declaration changed, but not how its files are read"
            : again.Count == 0 ? $"{files.Fresh.Count} new files"
            : $"{files.Fresh.Count} new files and {again.Count} read again, since they come after '{toRead[0].Name}'";
        return new SourceLoad(toRead, before, after, reason)
        {
            // If all files are read, they go into a relation of their own, as do their rejects, so none counts as read again.
            EstimatedRows = Estimate(files.Fresh, kept, content.Files), Again = before.Count == 0 ? [] : again, Renamed = files.Renamed,
            IsRedeclared = !isSame,
        };
    }

    /// <summary>The fingerprint of the loaded version, from the bytes that were actually read.</summary>
    public string FingerprintAfter(Node node, SourceTable table, LoadResult load) => table.Load == LoadMode.Replace
        ? Graph.Fingerprint.OfTable(node, table, load.Content.Sha256)
        : FingerprintOf(node, table, CursorAfter(load).Select(f => f.Sha256));

    /// <summary>
    /// The cursor to store with the version; null for none. For a table that is replaced whole, it names only the files whose last line has
    /// no end, since more may be appended to it.
    /// </summary>
    public static string? WriteCursor(SourceTable table, EquatableList<LoadedFile> files)
    {
        var remembered = table.Load == LoadMode.Replace ? files.Where(f => f.OpenLine is not null).ToEquatableList() : files;
        return table.Load == LoadMode.Replace && remembered.Count == 0
            ? null
            : JsonSerializer.Serialize(remembered, JsonSerializerOptions.Web);
    }

    public EquatableList<LoadedFile> CursorAfter(LoadResult load) => [.. Known, .. load.Files.Select(f => f with { Reading = Reading })];

    /// <summary>Refuses a growing source whose files changed during the load: its cursor must name exactly the bytes loaded.</summary>
    public void CheckUnmoved(SourceTable table, LoadResult load)
    {
        if (table.Load == LoadMode.Replace)
            return;
        foreach (var (looked, read) in Files.Zip(load.Files))
        {
            if (looked.Fingerprint.Sha256 != read.Sha256)
                throw SourceException.Of(
                    table, $"'{read.Name}' changed while it was read",
                    "write files under another name and rename them when they are complete; run again");
        }
    }

    private static long? Estimate(EquatableList<FileContent> fresh, EquatableList<LoadedFile> known, EquatableList<FileContent> present)
    {
        var read = known.Join(
            present, k => (k.Name, k.Sha256), p => (p.Name, p.Fingerprint.Sha256), (k, p) => (k.Rows, p.Fingerprint.Bytes)).ToList();
        var (rows, bytes) = (read.Sum(r => r.Rows), read.Sum(r => r.Bytes));
        return bytes > 0 && rows > 0 ? (long)(fresh.Sum(f => f.Fingerprint.Bytes) * (rows / (double)bytes)) : null;
    }

    // Their rows were published and then rolled back: without them the next version would lack rows that callers have seen.
    private static void CheckOwed(SourceTable table, SourceContent content, List<OwedFile> lost)
    {
        if (lost.Count == 0)
            return;
        var corrected = lost.Where(l => content.Files.Any(f => f.Name == l.Name)).ToList();
        if (corrected.Count == lost.Count)
        {
            throw new SourceException(new Diagnostic(
                DiagnosticCode.HistoryAtRisk,
                $"table '{table.Model}' was rolled back, and files that it had read before that have other rows now: {Named(corrected)}",
                table.Location, "if they were corrected, read them as they are now with 'run --discard-history', which gives up only the "
                + "rows that the rollback took back"));
        }

        throw new SourceException(new Diagnostic(
            DiagnosticCode.HistoryAtRisk,
            $"table '{table.Model}' was rolled back, and files that it had read before that are gone or have other rows now: {Named(lost)}",
            table.Location, "put them back, or give up their rows with 'run --discard-history'"));
    }

    private static string Named(List<OwedFile> files) =>
        string.Join(", ", files.Take(3).Select(l => $"'{l.Name}'")) + (files.Count > 3 ? $" and {files.Count - 3} more" : "");

    // The order of files matters if rows of later files replace those of earlier ones.
    private static string FingerprintOf(Node node, SourceTable table, IEnumerable<string> hashes) => Graph.Fingerprint.OfTable(
        node, table, SourceContent.HashOf([.. table.MergeKey.Count > 0 ? hashes : hashes.Order(StringComparer.Ordinal)]));

    /// <summary>The files that a growing source's version was read from; none for other tables.</summary>
    public static EquatableList<LoadedFile> ReadCursor(BuiltVersion? version) => version?.RowsAt is null ? [] : FilesOf(version);

    /// <summary>The files of a version whose last row had no line end.</summary>
    public static IReadOnlyList<OpenFile> OpenFiles(BuiltVersion? version) =>
    [
        .. FilesOf(version).Where(f => f.OpenLine is not null)
            .Select(f => new OpenFile(f.Name, new SourceFingerprint(f.Sha256, f.Bytes), f.OpenLine!.Value)),
    ];

    private static EquatableList<LoadedFile> FilesOf(BuiltVersion? version) =>
        version?.Cursor is { } cursor ? JsonSerializer.Deserialize<LoadedFile[]>(cursor, JsonSerializerOptions.Web)!.ToEquatableList() : [];
}
