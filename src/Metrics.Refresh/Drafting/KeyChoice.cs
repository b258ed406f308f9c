using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>Chooses the column that tells a table's rows apart: unique and never empty, and called or placed as keys are.</summary>
internal static class KeyChoice
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "id", "key", "code", "nr", "no", "number", "numero", "num", "uuid", "guid", "sku", "ean", "isbn", "iban", "kennung", "clave",
        "codigo", "cle", "ref", "reference", "referenz", "symbol",
    };

    // In a few rows nearly everything is different.
    private const int Many = 100;

    public static bool IsCalledKey(DraftedColumn column) =>
        Words.Contains(column.Words[^1]) || column.Name.EndsWith("id", StringComparison.Ordinal);

    public static DraftedTable With(DraftedTable table)
    {
        var unique = table.Columns.Where(c => c.IsUnique)
            .Where(c => c.Type.Kind is ColumnKind.BigInt or ColumnKind.Text or ColumnKind.Date).ToList();
        var key = unique.Find(c => c.Name is "id" || c.Name == $"{table.RowName}_id") ?? unique.Find(IsCalledKey)
            ?? unique.Find(c => c == table.Columns[0] && table.Rows > 1)
            ?? unique.Find(c => c.Type.Kind == ColumnKind.Text && table.Rows >= Many);
        if (key is null)
            return table;
        var doubt = IsCalledKey(key) ? null : $"'{key.Name}' is different in every row, and was taken for its key";
        return table with { Key = key.Name, Doubts = doubt is null ? table.Doubts : [.. table.Doubts, doubt] };
    }
}
