using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>A table that a dbt project builds: what <c>ref('orders')</c> means there.</summary>
/// <param name="Package">The dbt package that it belongs to.</param>
/// <param name="Name">The model, seed or snapshot.</param>
/// <param name="Version">Its version; null for one without.</param>
/// <param name="IsLatest">True for the one that a <c>ref</c> without a version means.</param>
/// <param name="Relation">Its place; the database is given only if it differs from the project's own.</param>
public sealed record DbtNode(string Package, string Name, string? Version, bool IsLatest, NodeRelation Relation)
{
    /// <summary>Why its place is not known, so that nothing is bound to it; null when it is known.</summary>
    public string? Unknown { get; init; }

    /// <summary>The place of the macro that decides it for many tables; null when none does.</summary>
    public SourceLocation? UnknownAt { get; init; }

    /// <summary>How to solve that, if there is a simpler way than dbt's manifest.</summary>
    public string? UnknownHint { get; init; }
}
