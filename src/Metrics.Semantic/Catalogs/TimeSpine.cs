using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Catalogs;

/// <summary>A published table with one row for every day (or other grain), as dbt's <c>time_spine</c> declares it.</summary>
/// <param name="Table">The published model.</param>
/// <param name="Column">Its column of days.</param>
/// <param name="Grain">How far apart its rows are.</param>
/// <param name="Pack">The pack its file is in.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record TimeSpine(string Table, string Column, Grain Grain, string Pack, SourceLocation Location);
