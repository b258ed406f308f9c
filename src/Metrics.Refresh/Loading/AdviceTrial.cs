using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>
/// Reads the first rows of a load once more as each advised declaration would, and counts what it would refuse; nothing is stored. What
/// reads a few odd values may read none of the others.
/// </summary>
internal static class AdviceTrial
{
    private const long MostRows = 10_000;

    // A file in which everything is wrong is not read for ever.
    private const int MostTried = 6;

    public static async Task MeasureAsync(SourceTable table, IEnumerable<FileContent> files, RejectAdvice advice, CancellationToken ct)
    {
        var read = files.Select(f => new FileContent(f.Name, f.Path, new SourceFingerprint("", 0))).ToList();
        foreach (var (column, other) in advice.Given.Take(MostTried).ToList())
        {
            var changed = other.In(table, column) with { MaxRejected = RejectLimit.Any };
            var tried = new LoadedFiles(changed, version: null, numbered: false, spool: null, several: false);
            try
            {
                foreach (var file in read.TakeWhile(_ => tried.Rows < MostRows))
                    await tried.AddAsync(importer: null, file, again: false, MostRows - tried.Rows, ct);
            }
            catch (SourceException)
            {
                // Then it is not known, which the advice says.
                continue;
            }

            advice.Tried(column, other, new AdviceCost(tried.Rejected, tried.Rows, IsAll: tried.Rows < MostRows));
        }
    }
}

/// <summary>What an advised declaration would refuse.</summary>
/// <param name="Rejected">Rows that would be rejected.</param>
/// <param name="Rows">Rows that were read for it.</param>
/// <param name="IsAll">True when these are all there are.</param>
internal sealed record AdviceCost(long Rejected, long Rows, bool IsAll);
