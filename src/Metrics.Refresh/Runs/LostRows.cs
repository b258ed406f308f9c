using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.DataTests;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Loading;
using Metrics.Refresh.Sources;
using Metrics.Refresh.State;

namespace Metrics.Refresh.Runs;

/// <summary>
/// Compares a load that replaces a table's rows with the published version: a file that arrived empty or broke off at the end of a row
/// cannot be told from a whole one by its bytes.
/// </summary>
internal static class LostRows
{
    /// <summary>Refuses a load without a row where the published version has some.</summary>
    /// <exception cref="SourceException">No row is left, and nothing says that this may be.</exception>
    public static void Refuse(SourceTable table, LoadResult load, BuiltVersion? before)
    {
        var mayBeEmpty = table.AllowEmpty || (load.Rejected > 0 && table.MaxRejected.MayLeaveNone);
        if (load.Added > 0 || mayBeEmpty || before is not { Rows: > 0 and var rows })
            return;
        throw new SourceException(new Diagnostic(
            DiagnosticCode.SourceEmptied,
            string.Create(
                CultureInfo.InvariantCulture, $"table '{table.Model}': no row is left, and the published version has {rows:N0}"),
            table.Location,
            "was its file emptied, or is it still being written? Where a table may lose all its rows, it says 'allow_empty: true'"));
    }

    /// <summary>
    /// The warning that less than half of the rows are left; null when more are, or when a test of the table judges that.
    /// </summary>
    public static DataText? Warning(Node node, LoadResult load, BuiltVersion? before)
    {
        if (before is not { Rows: > 0 and var rows } || load.Added * 2 >= rows)
            return null;
        if (node.Tests.Any(t => t is RowCountTest { MaxDrop: not null }))
            return null;
        return DataText.Open(string.Create(
            CultureInfo.InvariantCulture,
            $"{node.Name} has {load.Added:N0} rows, and had {rows:N0} before; 'tests: [{{row_count: {{max_drop: 50%}}}}]' of the table "
                + $"makes this a failure"));
    }
}
