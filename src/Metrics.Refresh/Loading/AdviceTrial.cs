using System.Text;
using Metrics.Domain;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Loading.Columns;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>
/// Reads the first rows of a load again under each advised declaration, and counts the rows in which a column would refuse a value that
/// it reads now, or read it as something else. Nothing is stored. A declaration that reads a few odd values may read none of the others.
/// </summary>
/// <remarks>
/// Each column is compared separately, and only where the present declaration reads its value: what other columns refuse, or what no
/// declaration reads, does not count against the advice and does not hide its cost.
/// </remarks>
internal static class AdviceTrial
{
    private const long MostRows = 10_000;

    // Bounds the work for a file in which everything is wrong.
    private const int MostTried = 2 * Misfits.MostTold;

    public static async Task MeasureAsync(SourceTable table, IEnumerable<FileContent> files, RejectAdvice advice, CancellationToken ct)
    {
        var tried = advice.Given.Take(MostTried).ToList();
        if (tried.Count == 0)
            return;
        var (refused, changed) = (new long[tried.Count], new long[tried.Count]);
        var read = 0L;
        try
        {
            foreach (var file in files)
            {
                if (read >= MostRows)
                    break;
                read += await CountAsync(table.At(file.Path), tried, refused, changed, MostRows - read, ct);
            }
        }
        catch (SourceException)
        {
            // The cost stays unknown, and the advice says so.
            return;
        }

        foreach (var (i, of) in tried.Index())
            advice.Tried(of.Column, of.Other, new AdviceCost(refused[i], changed[i], read, IsAll: read < MostRows));
    }

    private static async Task<long> CountAsync(
        SourceTable file, List<(string Column, OtherDeclaration Other)> tried, long[] refused, long[] changed, long most,
        CancellationToken ct)
    {
        using var rows = await SourceConnector.OpenAsync(file, ct);
        var now = ColumnList.Of(file, rows.Kept);
        var then = tried.ConvertAll(t => ColumnList.Of(t.Other.In(file, t.Column), In(t.Other.In(file, t.Column), rows)));
        var reads = new bool[now.Length];
        var count = 0L;
        for (var lines = 1L; count < most && await rows.ReadAsync(ct); count += lines)
        {
            ct.ThrowIfCancellationRequested();
            lines = rows.IsTorn ? rows.Lines : 1;
            // The fields of such a record may have shifted to other columns.
            if (rows.Problem is not null)
                continue;
            for (var i = 0; i < now.Length; i++)
                reads[i] = now[i].Read(rows) is null;
            for (var i = 0; i < then.Count; i++)
            {
                var (refuses, changes) = tried[i].Other.ChangesTexts
                    ? (false, IsReadAsOther(now, reads, rows)) : Compare(now, then[i], reads, rows);
                refused[i] += refuses ? 1 : 0;
                changed[i] += changes ? 1 : 0;
            }
        }

        return count;
    }

    private static EquatableList<FieldPlace> In(SourceTable table, SourceRows rows) =>
        rows.Kept.Select(p => p with { Column = table.Columns.First(c => c.Name == p.Column.Name) }).ToEquatableList();

    // By another encoding, which is not tried: all but ASCII would be another text.
    private static bool IsReadAsOther(LoadedColumn[] now, bool[] reads, SourceRows rows)
    {
        for (var i = 0; i < now.Length; i++)
        {
            if (reads[i] && !Ascii.IsValid(rows.Field(now[i].Field)))
                return true;
        }

        return false;
    }

    private static (bool Refuses, bool Changes) Compare(LoadedColumn[] now, LoadedColumn[] then, bool[] reads, SourceRows rows)
    {
        var (refuses, changes) = (false, false);
        for (var i = 0; i < then.Length; i++)
        {
            if (!reads[i])
                continue;
            if (then[i].Read(rows) is not null)
                refuses = true;
            else if (now[i].IsReadOtherwise(then[i]))
                changes = true;
        }

        return (refuses, changes);
    }
}

/// <summary>What an advised declaration would cost.</summary>
/// <param name="Refused">Rows with a value that is read now and would be refused.</param>
/// <param name="Changed">Rows with a value that would be read as another, or as nothing: a day as a month, a word as a null.</param>
/// <param name="Rows">How many rows were read to find out.</param>
/// <param name="IsAll">True when the source has no more rows than these.</param>
internal sealed record AdviceCost(long Refused, long Changed, long Rows, bool IsAll);
