using Metrics.Semantic.Sql;

namespace Metrics.Refresh.Sql;

/// <summary>Quotes names and literals for PostgreSQL. Only used for names and values from authors, never for text from callers.</summary>
internal static class SqlSpelling
{
    /// <summary>The longest name in bytes; PostgreSQL silently cuts the rest.</summary>
    public const int MaxNameBytes = 63;

    /// <summary>True when the text contains nothing but comments, blanks and semicolons.</summary>
    public static bool IsEmpty(string sql) => SqlScan.WithoutComments(sql).AsSpan().Trim(" \t\r\n\f\v;").IsEmpty;

    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    public static string Identifier(string schema, string name) => $"{Identifier(schema)}.{Identifier(name)}";

    public static string Literal(string text) =>
        text.Contains('\\') ? $"E'{text.Replace("\\", "\\\\").Replace("'", "''")}'" : $"'{text.Replace("'", "''")}'";

    /// <summary>A physical relation: <c>store."fct_transactions_v7"</c>.</summary>
    public static string Stored(string relation) => $"store.{Identifier(relation)}";
}
