using Metrics.Refresh.Connectors.Csv;
using Metrics.Refresh.Connectors.Json;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors;

/// <summary>Opens a table's file by its format: one line a format.</summary>
internal static class SourceConnector
{
    /// <summary>Opens one file; the table's path names it.</summary>
    public static async Task<SourceRows> OpenAsync(SourceTable table, CancellationToken ct) => table.Format switch
    {
        SourceFormat.Json => JsonRows.Open(table, new JsonArraySplitter()),
        SourceFormat.NdJson => JsonRows.Open(table, new JsonLineSplitter()),
        _ => await CsvRows.OpenAsync(table, ct),
    };
}
