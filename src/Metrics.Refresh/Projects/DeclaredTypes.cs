using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Projects;

/// <summary>Column types that are declared and so known before the tables exist: those of sources and seeds. Types of a model's columns
/// are known to PostgreSQL only.</summary>
internal sealed class DeclaredTypes(Project project)
{
    /// <summary>The type of a column; null when it is not declared.</summary>
    public DataType? Of(string table, string column) => Columns(table)?.FirstOrDefault(c => !c.Drop && c.Name == column) is { } declared
        ? PostgresTypes.Map.Read(declared.Type.Sql) : null;

    private IEnumerable<SourceColumn>? Columns(string table) => project.Nodes.GetValueOrDefault(table) switch
    {
        SourceNode source => source.Table.Columns,
        SeedNode seed => seed.Table.Columns,
        _ => null,
    };
}
