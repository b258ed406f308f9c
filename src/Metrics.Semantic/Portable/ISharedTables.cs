using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>Which of the store's tables and zones an engine has, so that statements can be written for it.</summary>
public interface ISharedTables
{
    /// <summary>
    /// The columns of a table that the engine also has, by their types in the store; exact numbers have a scale. Columns that the engine
    /// lacks are left out, as are columns with infinite times or times before year 1 or after 9999. Null for a table that the engine does
    /// not have.
    /// </summary>
    IReadOnlyDictionary<string, DataType>? ColumnsOf(SqlSource.Relation relation);

    /// <summary>Whether the engine converts the hours of a zone as the store does.</summary>
    bool HasSameRules(string zone);
}
