namespace Metrics.Semantic.Sql;

/// <summary>A name inside a statement.</summary>
internal static class Identifier
{
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
