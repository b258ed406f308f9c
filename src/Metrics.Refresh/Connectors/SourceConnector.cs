using Metrics.Refresh.Connectors.Csv;
using Metrics.Refresh.Connectors.Json;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Connectors;

/// <summary>Opens a table's file by its format: one line per format.</summary>
internal static class SourceConnector
{
    /// <summary>Opens the file at the table's path.</summary>
    public static async Task<SourceRows> OpenAsync(SourceTable table, CancellationToken ct) => table.Format switch
    {
        SourceFormat.Json => JsonRows.Open(table, new JsonArraySplitter()),
        SourceFormat.NdJson => JsonRows.Open(table, new JsonLineSplitter()),
        _ => await CsvRows.OpenAsync(table, ct),
    };
}
