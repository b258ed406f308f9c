using Metrics.Domain.Results;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Portable;

/// <summary>What an engine has of the store of the tables, for whoever writes statements for it.</summary>
public interface ISharedTables
{
    /// <summary>
    /// The columns of a table that the engine has too, as they are in the store; exact numbers with their places, and without the columns
    /// that it has not, or that have infinite times or such before the year 1 or after 9999. Null for a table that it has not.
    /// </summary>
    IReadOnlyDictionary<string, DataType>? ColumnsOf(SqlSource.Relation relation);

    /// <summary>Whether the engine counts the hours of a zone as the store does.</summary>
    bool HasSameRules(string zone);
}
