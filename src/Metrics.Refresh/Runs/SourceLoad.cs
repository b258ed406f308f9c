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

    /// <exception cref="SourceException">Files that were read once and are gone would be needed again.</exception>
    public static SourceLoad Plan(
        Node node, SourceTable table, SourceContent content, BuiltVersion? current, IEnumerable<OwedFile> owed, bool anew, bool discardHistory)
    {
        if (table.Load == LoadMode.Replace)
            return new SourceLoad(content.Files, [], Graph.Fingerprint.OfTable(node, table, content.Sha256), "its file changed");
        var known = ReadCursor(current?.Cursor);
        var present = content.Files.DistinctBy(f => f.Fingerprint.Sha256).ToEquatableList();
        var hashes = known.Select(f => f.Sha256).ToHashSet();
        if (!discardHistory)
            CheckOwed(table, owed.Where(o => !hashes.Contains(o.Sha256) && present.All(p => p.Fingerprint.Sha256 != o.Sha256)).ToList());
        var changed = known.Where(k => present.Any(p => p.Name == k.Name && !hashes.Contains(p.Fingerprint.Sha256)) && present.All(p => p.Fingerprint.Sha256 != k.Sha256)).ToList();
        var definition = Graph.Fingerprint.DefinitionOf(node, table);
        if (current?.RowsAt is not null && current.Definition == definition && changed.Count == 0 && !anew)
        {
            var fresh = present.Where(f => !hashes.Contains(f.Fingerprint.Sha256)).ToEquatableList();
            var after = FingerprintOf(node, table, known.Select(k => k.Sha256).Concat(fresh.Select(f => f.Fingerprint.Sha256)));
            return new SourceLoad(fresh, known, after, $"{fresh.Count} new files")
            {
                EstimatedRows = Estimate(fresh, known, present),
            };
        }

        var gone = known.Where(k => !changed.Contains(k) && present.All(p => p.Fingerprint.Sha256 != k.Sha256)).ToList();
        var reason = changed.Count > 0 ? $"'{changed[0].Name}' has other bytes than when it was read" : anew ? "all is to be read again" : "its declaration changed";
        if (gone.Count > 0 && !discardHistory)
        {
            throw new SourceException(new Diagnostic(
                DiagnosticCode.HistoryAtRisk,
                $"table '{table.Model}' would have to be read anew ({reason}), and {gone.Count} files it was read from are gone: {string.Join(", ", gone.Take(3).Select(g => $"'{g.Name}'"))}",
                table.Location, "put them back, or give up their rows with 'run --full-refresh --discard-history'"));
        }

        return new SourceLoad(present, [], FingerprintOf(node, table, present.Select(f => f.Fingerprint.Sha256)), reason);
    }

    /// <summary>Of the version that a load gave, from the bytes that were really read.</summary>
    public string FingerprintAfter(Node node, SourceTable table, LoadResult load) => table.Load == LoadMode.Replace
        ? Graph.Fingerprint.OfTable(node, table, load.Content.Sha256)
        : FingerprintOf(node, table, CursorAfter(load).Select(f => f.Sha256));

    /// <summary>The cursor that goes with it; null where there is none.</summary>
    public static string? WriteCursor(SourceTable table, EquatableList<LoadedFile> files) =>
        table.Load == LoadMode.Replace ? null : JsonSerializer.Serialize(files, JsonSerializerOptions.Web);

    public EquatableList<LoadedFile> CursorAfter(LoadResult load) => [.. Known, .. load.Files];

    /// <summary>A growing source must hold exactly the bytes its cursor names.</summary>
    public void CheckUnmoved(SourceTable table, LoadResult load)
    {
        if (table.Load == LoadMode.Replace)
            return;
        foreach (var (looked, read) in Files.Zip(load.Files))
        {
            if (looked.Fingerprint.Sha256 != read.Sha256)
                throw SourceException.Of(table, $"'{read.Name}' changed while it was read", "write files under another name and rename them when they are whole; run again");
        }
    }

    private static long? Estimate(EquatableList<FileContent> fresh, EquatableList<LoadedFile> known, EquatableList<FileContent> present)
    {
        var read = known.Join(present, k => k.Sha256, p => p.Fingerprint.Sha256, (k, p) => (k.Rows, p.Fingerprint.Bytes)).ToList();
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
            $"table '{table.Model}' was rolled back, and {lost.Count} files it had read after that are gone: {string.Join(", ", lost.Take(3).Select(l => $"'{l.Name}'"))}",
            table.Location, "put them back, or give up their rows with 'run --discard-history'"));
    }

    private static string FingerprintOf(Node node, SourceTable table, IEnumerable<string> hashes) =>
        Graph.Fingerprint.OfTable(node, table, SourceContent.HashOf([.. hashes.Order(StringComparer.Ordinal)]));

    /// <summary>The files that a version's cursor names; none without a cursor.</summary>
    public static EquatableList<LoadedFile> ReadCursor(string? cursor) =>
        cursor is null ? [] : JsonSerializer.Deserialize<LoadedFile[]>(cursor, JsonSerializerOptions.Web)!.ToEquatableList();
}
