using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Connectors.Files;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>
/// Explains a file that lacks a column which others of its table have: a <c>header</c> of the column would mend this file and break the
/// others.
/// </summary>
internal static class OddFile
{
    // Opening more files would tell nothing new.
    private const int MostOpened = 100;

    /// <summary>The problem, with advice by the table's other files where some of them are as declared; else as it was.</summary>
    public static async Task<SourceException> ExplainAsync(
        SourceTable table, FileContent odd, SourceException problem, CancellationToken ct)
    {
        var (fit, opened) = (0, 0);
        foreach (var (name, path) in SourceFiles.Find(table).Where(f => f.Name != odd.Name).Take(MostOpened))
        {
            try
            {
                using var rows = await SourceConnector.OpenAsync(table.At(path), ct);
                fit++;
            }
            catch (SourceException)
            {
                // Not as declared either.
            }

            opened++;
        }

        if (fit == 0)
            return problem;
        var columns = string.Join(", ", problem.Missing.Select(m => $"'{m}'"));
        var others = string.Create(CultureInfo.InvariantCulture, $"{fit}{(fit == opened ? "" : $" of {opened}")}");
        var said = problem.Diagnostic;
        return new SourceException(new Diagnostic(
            said.Code, said.Message, said.Location,
            $"{others} other {(opened == 1 ? "file" : "files")} of this table {(fit == 1 ? "has" : "have")} {columns}: name the columns in "
                + "this file as they are there, or give it a table of its own",
            said.Candidates))
        {
            Missing = problem.Missing,
        };
    }
}
