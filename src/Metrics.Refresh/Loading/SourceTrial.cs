using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>Reads the first rows of a table's files as a load would, and reports what the load would. Nothing is stored.</summary>
internal static class SourceTrial
{
    /// <summary>How many rows of a table are tried, over all its files in load order.</summary>
    public const long Rows = 10_000;

    public static Task<IReadOnlyList<Diagnostic>> RunAsync(SourceTable table, CancellationToken ct) => RunAsync(table, Rows, ct);

    /// <summary>The same for a given number of rows.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> RunAsync(SourceTable table, long most, CancellationToken ct)
    {
        try
        {
            var found = SourceFiles.Find(table);
            var files = new LoadedFiles(table, version: null, numbered: false, spool: null, several: SourceFiles.MayBeSeveral(table));
            var contents = found.Select(f => new FileContent(f.Name, f.Path, new SourceFingerprint("", 0))).ToList();
            foreach (var file in contents.TakeWhile(_ => files.Rows < most))
                await files.AddAsync(importer: null, file, again: false, most - files.Rows, ct);
            // A load reads on to where a packed file may break off.
            if (files.Rows >= most)
            {
                foreach (var file in contents.Skip(files.Files.Count - 1))
                    await Utf8Text.CheckWholeAsync(table.At(file.Path), ct);
            }

            if (files.Rejected > 0)
                await AdviceTrial.MeasureAsync(table, contents, files.Tally.Advice, ct);
            files.Tally.RefuseTooMany();
            return [.. Doubts(found.Count, files).Select(d => new Diagnostic(
                DiagnosticCode.SourceDoubtful, $"table '{table.Model}': {d.What}", table.Location, d.Hint))];
        }
        catch (SourceException e)
        {
            return [e.Diagnostic];
        }
    }

    private static IEnumerable<(string What, string? Hint)> Doubts(int found, LoadedFiles files)
    {
        if (found == 0)
            yield return ("there is no file yet", null);
        if (files.Rejected > 0)
        {
            var advice = files.Tally.Advice.ToString();
            yield return (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{files.Rejected:N0} of the first {files.Rows:N0} rows would be rejected: {files.Tally.FirstOnes}"),
                advice.Length > 0 ? advice : null);
        }

        if (files.Surplus.Count > 0)
            yield return ($"columns that are not declared: {string.Join(", ", files.Surplus)}", null);
        if (files.Absent.Count > 0)
            yield return ($"none of the first records has {string.Join(", ", files.Absent)}", null);
        if (files.Files.Sum(f => f.Twice) is var twice and > 0)
            yield return (string.Create(CultureInfo.InvariantCulture, $"{twice:N0} of the first rows {LoadResult.TwiceWords}"), null);
    }
}
