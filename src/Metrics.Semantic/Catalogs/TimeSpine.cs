using Metrics.Domain.Results;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Catalogs;

/// <summary>A published table with one row for every day (or other grain), as dbt's <c>time_spine</c> declares it.</summary>
/// <param name="Table">The published model.</param>
/// <param name="Column">Its column of days.</param>
/// <param name="Grain">How far apart its rows are.</param>
/// <param name="Pack">The pack its file is in.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record TimeSpine(string Table, string Column, Grain Grain, string Pack, SourceLocation Location)
{
    /// <summary>The table's place, when the definition names one rather than a model of the project.</summary>
    public NodeRelation? Relation { get; init; }

    /// <summary>The column's type; unknown until the catalog is bound to tables.</summary>
    public DataType DataType { get; init; } = DataType.Unknown;

    /// <summary>Grains that its columns define: <c>fiscal_year</c>.</summary>
    public EquatableList<CustomGranularity> CustomGranularities { get; init; }
}

/// <summary>A grain that a column of a time spine defines: rows with one value of it are one period.</summary>
/// <param name="Name">Its name in questions: <c>metric_time__fiscal_year</c>.</param>
/// <param name="Column">The column of the spine.</param>
public sealed record CustomGranularity(string Name, string Column);
