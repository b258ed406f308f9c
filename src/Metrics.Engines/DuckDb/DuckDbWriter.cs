using Metrics.Semantic.Engine;
using Metrics.Semantic.Portable;
using Metrics.Semantic.Sql;

namespace Metrics.Engines.DuckDb;

/// <summary>Writes statements for DuckDB, as long as everything in them means the same to it as to the store of the tables.</summary>
internal sealed class DuckDbWriter(ISharedTables tables) : IDialect
{
    /// <inheritdoc/>
    public SqlStatement Write(SqlSelect select) => DuckDbDialect.Render(PortableSelect.Of(select, tables));
}
