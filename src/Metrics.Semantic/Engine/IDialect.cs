using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Engine;

/// <summary>An engine's spelling of the SQL tree.</summary>
public interface IDialect
{
    /// <summary>One statement as text and parameters.</summary>
    SqlStatement Write(SqlSelect select);
}
