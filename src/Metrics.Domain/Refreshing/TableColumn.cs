namespace Metrics.Domain.Refreshing;

/// <summary>A column of a stored table with the type PostgreSQL prints for it: <c>amount numeric(12,2)</c>.</summary>
public sealed record TableColumn(string Name, string Type);
