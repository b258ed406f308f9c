using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>What dbt calls schemas and tables, as long as a project has no macro of its own for it.</summary>
internal static class DbtNames
{
    /// <summary>dbt's <c>generate_schema_name</c>: by default the target's schema, and behind it what the model says.</summary>
    public static string Schema(string target, string? custom) => custom is null ? target : $"{target}_{custom}";

    /// <summary>dbt's default <c>generate_alias_name</c>: what the model says, else its name with its version.</summary>
    public static string Alias(string name, string? version, string? custom) =>
        custom ?? new TableRef(null, name, version).Table;
}
