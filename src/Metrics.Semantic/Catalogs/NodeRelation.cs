namespace Metrics.Semantic.Catalogs;

/// <summary>A table by its place in a warehouse, as manifests name it: <c>analytics.fct_orders</c>.</summary>
/// <param name="Database">The database; null when not said.</param>
/// <param name="Schema">The schema; null when not said.</param>
/// <param name="Name">The table (dbt's <c>alias</c>).</param>
public sealed record NodeRelation(string? Database, string? Schema, string Name);
