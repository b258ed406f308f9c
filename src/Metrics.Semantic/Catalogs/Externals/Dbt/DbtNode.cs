using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>A table that a dbt project builds: what <c>ref('orders')</c> stands for there.</summary>
/// <param name="Package">The dbt package that it is of.</param>
/// <param name="Name">The model, seed or snapshot.</param>
/// <param name="Version">Its version; null for one without.</param>
/// <param name="IsLatest">True for what a <c>ref</c> without a version means.</param>
/// <param name="Relation">Where it is; a database is named only where it is another than the project's own.</param>
public sealed record DbtNode(string Package, string Name, string? Version, bool IsLatest, NodeRelation Relation)
{
    /// <summary>Why its place cannot be told, so that nothing is bound to it; null when it can.</summary>
    public string? Unknown { get; init; }

    /// <summary>What decides it, where that is one thing for many tables.</summary>
    public SourceLocation? UnknownAt { get; init; }

    /// <summary>The way out, where there is a nearer one than dbt's manifest.</summary>
    public string? UnknownHint { get; init; }
}
