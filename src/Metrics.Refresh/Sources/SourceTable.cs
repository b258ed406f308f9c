using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Refresh.Sources;

/// <summary>What happens when the file has columns nobody declared.</summary>
internal enum OnSurplus
{
    Report,
    Error,
}

/// <summary>A table of a source: where its rows are and what they must look like. A seed is one too.</summary>
internal sealed record SourceTable
{
    public required string Pack { get; init; }

    public required string Source { get; init; }

    public required string Name { get; init; }

    /// <summary>Its key among all tables: <c>storefront__transactions</c>; a seed's own name.</summary>
    public required string Model { get; init; }

    public required CsvOptions Csv { get; init; }

    public required EquatableList<SourceColumn> Columns { get; init; }

    /// <summary>Rows that may be rejected before the table fails; null for any number.</summary>
    public required long? MaxRejected { get; init; }

    public required OnSurplus OnSurplus { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>True when some column is dropped: then no raw line may be kept or shown anywhere.</summary>
    public bool HasDroppedColumns => Columns.Any(c => c.Drop);
}
