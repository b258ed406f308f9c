using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Engine;

/// <summary>Writes the SQL tree in an engine's syntax.</summary>
public interface IDialect
{
    /// <summary>One statement as text and parameters.</summary>
    SqlStatement Write(SqlSelect select);
}
