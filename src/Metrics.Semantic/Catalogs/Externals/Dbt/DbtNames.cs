using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>dbt's default names of schemas and tables, used where a project has no macro of its own for them.</summary>
internal static class DbtNames
{
    /// <summary>dbt's default <c>generate_schema_name</c>: the target's schema, followed by the model's own if it has one.</summary>
    public static string Schema(string target, string? custom) => custom is null ? target : $"{target}_{custom}";

    /// <summary>dbt's default <c>generate_alias_name</c>: the model's alias, or else its name with its version.</summary>
    public static string Alias(string name, string? version, string? custom) =>
        custom ?? new TableRef(null, name, version).Table;
}
