using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Sources;

/// <summary>One declared column of a source table.</summary>
/// <param name="Name">Its name in bronze.</param>
/// <param name="Header">Its name in the file; usually the same.</param>
/// <param name="Type">What it is stored as.</param>
/// <param name="Format">How dates and timestamps are written (<c>MM/DD/YYYY H:MM:SS</c>); null means ISO 8601.</param>
/// <param name="TimeZone">The IANA zone that local timestamps are in; the column is then stored as <c>timestamptz</c>.</param>
/// <param name="Drop">Skipped when reading; never stored, logged or shown.</param>
/// <param name="Required">When true, an empty field rejects the row.</param>
/// <param name="Description">For people.</param>
/// <param name="Location">Where it is declared.</param>
/// <param name="Secret">Stored, but never shown in samples, rejects or errors.</param>
internal sealed record SourceColumn(
    string Name,
    string Header,
    ColumnType Type,
    string? Format,
    string? TimeZone,
    bool Drop,
    bool Required,
    string? Description,
    SourceLocation Location,
    bool Secret = false);
