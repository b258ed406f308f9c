using Metrics.Domain.Results;
using Metrics.Engines.Postgres;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Projects;

/// <summary>Types of columns that the project declares, before there is a table: those of sources and seeds. Of a model's columns only
/// PostgreSQL knows them.</summary>
internal sealed class DeclaredTypes(Project project)
{
    /// <summary>The type of a column; null where it is not declared.</summary>
    public DataType? Of(string table, string column) => Columns(table)?.FirstOrDefault(c => !c.Drop && c.Name == column) is { } declared
        ? PostgresTypes.Map.Read(declared.Type.Sql) : null;

    private IEnumerable<SourceColumn>? Columns(string table) => project.Nodes.GetValueOrDefault(table) switch
    {
        SourceNode source => source.Table.Columns,
        SeedNode seed => seed.Table.Columns,
        _ => null,
    };
}
