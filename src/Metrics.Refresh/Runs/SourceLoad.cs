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

/// <summary>What there is to load of a table, given what its published version holds.</summary>
/// <param name="Files">Files to read; none when nothing is new.</param>
/// <param name="Known">Files that the published version holds and that stay.</param>
/// <param name="Fingerprint">Of the version that the load would give.</param>
/// <param name="Reason">Why, for people.</param>
internal sealed record SourceLoad(EquatableList<FileContent> Files, EquatableList<LoadedFile> Known, string Fingerprint, string Reason)
{
    /// <summary>True when rows are added to those that are there.</summary>
    public bool Appends => Known.Count > 0;

    /// <summary>About how many rows the files to read have, by the bytes a row took in those that were read and are still there.</summary>
    public long? EstimatedRows { get; init; }

    /// <summary>Why the table is built anew, its rows included: what comes to it is large against them. Null when it is not.</summary>
    public LargeChange? LargeAgainst(BuiltVersion basis, RebuildRule rule) => EstimatedRows is { } rows
        ? rule.OfRows(rows, 0, basis.Rows, basis.Rows + rows, LargeChange.ItsRows, estimated: true)
        : null;

    /// <summary>Names of files to read that the published version holds already: so that late ones do not take the place of later
    /// ones.</summary>
    public EquatableList<string> Again { get; init; }

    /// <summary>By which declaration the files are read; null where it is not remembered.</summary>
    public string? Reading { get; init; }

    /// <summary>True when whoever runs it asked for this table's files as they stand now, whatever of them was read before.</summary>
    public bool AsTheyStand { get; init; }

    /// <summary>
    /// True when rows stay although something else about the table is declared than before: its tests, limits or indexes.
    /// </summary>
    public bool IsRedeclared { get; init; }

    /// <summary>Old and new names of files that were taken for the same.</summary>
    public IReadOnlyList<(string From, string To)> Renamed { get; init; } = [];

    /// <exception cref="SourceException">Files that were read once and are gone would be needed again.</exception>
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
            // One of equal bytes that the version holds already is not the one that is due.
            var there = files.Fresh.Select(f => f.Fingerprint.Sha256).ToList();
            CheckOwed(table, owed.Where(o => !read.Any(f => f.Name == o.Name && f.Sha256 == o.Sha256) && !there.Remove(o.Sha256)).ToList());
        }

        var reason = files.Changed.Count > 0 ? $"'{files.Changed[0].Name}' has other bytes than when it was read"
            : anew ? "all is to be read again" : "its declaration changed";
        if (current?.RowsAt is not null && files.Changed.Count == 0 && !anew && (isSame || read.All(f => f.Reading == reading)))
        {
            if (Further(node, table, content, current, files, isSame) is { } further)
                return further with { Reading = reading };
            reason = $"'{files.Fresh[0].Name}' came late: files behind it by name were read before it";
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

    // Null when files would be needed that are gone.
    private static SourceLoad? Further(
        Node node, SourceTable table, SourceContent content, BuiltVersion current, KnownFiles files, bool isSame)
    {
        var kept = files.Kept.Select(k => k.File).ToEquatableList();
        if ((table.MergeKey.Count > 0 ? files.InOrder() : (kept, files.Fresh)) is not var (before, toRead))
            return null;
        var again = toRead.Except(files.Fresh).Select(f => f.Name).ToEquatableList();
        // With nothing to read and as declared before it is the version that there is.
        var after = toRead.Count == 0 && isSame ? current.Fingerprint
            : FingerprintOf(node, table, before.Select(k => k.Sha256).Concat(toRead.Select(f => f.Fingerprint.Sha256)));
        var reason = toRead.Count == 0 ? "something else than how its files are read is declared"
            : again.Count == 0 ? $"{files.Fresh.Count} new files"
            : $"{files.Fresh.Count} new files and {again.Count} read again, since they stand behind '{toRead[0].Name}'";
        return new SourceLoad(toRead, before, after, reason)
        {
            // When all of them are read, they are read into a relation of their own, and so are their rejects.
            EstimatedRows = Estimate(files.Fresh, kept, content.Files), Again = before.Count == 0 ? [] : again, Renamed = files.Renamed,
            IsRedeclared = !isSame,
        };
    }

    /// <summary>Of the version that a load gave, from the bytes that were really read.</summary>
    public string FingerprintAfter(Node node, SourceTable table, LoadResult load) => table.Load == LoadMode.Replace
        ? Graph.Fingerprint.OfTable(node, table, load.Content.Sha256)
        : FingerprintOf(node, table, CursorAfter(load).Select(f => f.Sha256));

    /// <summary>The cursor that goes with it; null where there is none. Of a table that is replaced whole it has those files that
    /// something may yet be written behind.</summary>
    public static string? WriteCursor(SourceTable table, EquatableList<LoadedFile> files)
    {
        var remembered = table.Load == LoadMode.Replace ? files.Where(f => f.OpenLine is not null).ToEquatableList() : files;
        return table.Load == LoadMode.Replace && remembered.Count == 0
            ? null
            : JsonSerializer.Serialize(remembered, JsonSerializerOptions.Web);
    }

    public EquatableList<LoadedFile> CursorAfter(LoadResult load) => [.. Known, .. load.Files.Select(f => f with { Reading = Reading })];

    /// <summary>A growing source must hold exactly the bytes its cursor names.</summary>
    public void CheckUnmoved(SourceTable table, LoadResult load)
    {
        if (table.Load == LoadMode.Replace)
            return;
        foreach (var (looked, read) in Files.Zip(load.Files))
        {
            if (looked.Fingerprint.Sha256 != read.Sha256)
                throw SourceException.Of(
                    table, $"'{read.Name}' changed while it was read",
                    "write files under another name and rename them when they are whole; run again");
        }
    }

    private static long? Estimate(EquatableList<FileContent> fresh, EquatableList<LoadedFile> known, EquatableList<FileContent> present)
    {
        var read = known.Join(
            present, k => (k.Name, k.Sha256), p => (p.Name, p.Fingerprint.Sha256), (k, p) => (k.Rows, p.Fingerprint.Bytes)).ToList();
        var (rows, bytes) = (read.Sum(r => r.Rows), read.Sum(r => r.Bytes));
        return bytes > 0 && rows > 0 ? (long)(fresh.Sum(f => f.Fingerprint.Bytes) * (rows / (double)bytes)) : null;
    }

    // Published once, then rolled back: without them the next version would lack rows that everybody has seen.
    private static void CheckOwed(SourceTable table, List<OwedFile> lost)
    {
        if (lost.Count == 0)
            return;
        throw new SourceException(new Diagnostic(
            DiagnosticCode.HistoryAtRisk,
            $"table '{table.Model}' was rolled back, and {lost.Count} files it had read after that are gone: "
            + $"{string.Join(", ", lost.Take(3).Select(l => $"'{l.Name}'"))}",
            table.Location, "put them back, or give up their rows with 'run --discard-history'"));
    }

    // The order of files matters where a row of a later one takes the place of an earlier one's.
    private static string FingerprintOf(Node node, SourceTable table, IEnumerable<string> hashes) => Graph.Fingerprint.OfTable(
        node, table, SourceContent.HashOf([.. table.MergeKey.Count > 0 ? hashes : hashes.Order(StringComparer.Ordinal)]));

    /// <summary>The files that a growing source's version was read from; none for other tables.</summary>
    public static EquatableList<LoadedFile> ReadCursor(BuiltVersion? version) => version?.RowsAt is null ? [] : FilesOf(version);

    /// <summary>Those of a version's files whose last row had no line end.</summary>
    public static IReadOnlyList<OpenFile> OpenFiles(BuiltVersion? version) =>
    [
        .. FilesOf(version).Where(f => f.OpenLine is not null)
            .Select(f => new OpenFile(f.Name, new SourceFingerprint(f.Sha256, f.Bytes), f.OpenLine!.Value)),
    ];

    private static EquatableList<LoadedFile> FilesOf(BuiltVersion? version) =>
        version?.Cursor is { } cursor ? JsonSerializer.Deserialize<LoadedFile[]>(cursor, JsonSerializerOptions.Web)!.ToEquatableList() : [];
}
