using Metrics.Semantic.Sql;

namespace Metrics.Refresh.Sql;

/// <summary>Spelling of names and literals in PostgreSQL; callers' text never comes here, only authors' names and values.</summary>
internal static class SqlSpelling
{
    /// <summary>Bytes that fit in a name; PostgreSQL silently cuts the rest.</summary>
    public const int MaxNameBytes = 63;

    /// <summary>True when nothing is left without comments, blanks and the end of a statement.</summary>
    public static bool IsEmpty(string sql) => SqlScan.WithoutComments(sql).AsSpan().Trim(" \t\r\n\f\v;").IsEmpty;

    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    public static string Identifier(string schema, string name) => $"{Identifier(schema)}.{Identifier(name)}";

    public static string Literal(string text) =>
        text.Contains('\\') ? $"E'{text.Replace("\\", "\\\\").Replace("'", "''")}'" : $"'{text.Replace("'", "''")}'";

    /// <summary>A physical relation: <c>store."fct_transactions_v7"</c>.</summary>
    public static string Stored(string relation) => $"store.{Identifier(relation)}";
}
