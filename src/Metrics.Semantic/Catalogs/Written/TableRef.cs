namespace Metrics.Semantic.Catalogs.Written;

/// <summary>A table as dbt's <c>ref</c> names it.</summary>
/// <param name="Package">The dbt package; null for any.</param>
/// <param name="Name">The model.</param>
/// <param name="Version">Its version; null for the latest.</param>
internal sealed record TableRef(string? Package, string Name, string? Version)
{
    /// <summary>The name that dbt gives the table by default.</summary>
    public string Table => Version is null ? Name : $"{Name}_v{Version.Replace('.', '_')}";

    public override string ToString() => Version is null ? $"ref('{Name}')" : $"ref('{Name}', v={Version})";
}
