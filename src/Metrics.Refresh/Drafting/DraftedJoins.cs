using System.Text.RegularExpressions;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>Finds columns that hold keys of other tables.</summary>
internal static partial class DraftedJoins
{
    /// <summary>
    /// Whether a column holds keys of another table: by its name and type and, if both sets of values are known, by at least half of its
    /// values.
    /// </summary>
    public static bool Holds(DraftedColumn column, DraftedTable other) => IsCalledSo(column, other)
        && KeyOf(other).Type.Kind == column.Type.Kind && HasMost(column, KeyOf(other));

    /// <summary>
    /// Whether two tables are about the same things: by the types of their keys and, if both are known, by half of either's.
    /// </summary>
    public static bool ShareKeys(DraftedTable one, DraftedTable other) => KeyOf(one) is var key && KeyOf(other) is var second
        && key.Type.Kind == second.Type.Kind && (HasMost(key, second) || HasMost(second, key));

    /// <summary>The tables, with a doubt for each column that is named like another table's key and does not hold its keys.</summary>
    public static IReadOnlyList<DraftedTable> WithMissed(IReadOnlyList<DraftedTable> tables) =>
    [
        .. tables.Select(t => (Table: t, Missed: t.Columns.Where(c => c.Name != t.Key && !c.IsEmpty)
                .Select(c => (Column: c, Why: Missed(c, [.. tables.Where(o => o.Name != t.Name)]))).Where(m => m.Why is not null).ToList()))
            .Select(t => t.Table with
            {
                Doubts = [.. t.Table.Doubts, .. t.Missed.Select(m => m.Why!)],
                NotJoined =
                [
                    .. t.Missed.Select(m => m.Column).Where(c => c.Type.Kind == ColumnKind.BigInt && !NumberWords.IsAdded(c))
                        .Select(c => c.Name),
                ],
            }),
    ];

    private static string? Missed(DraftedColumn column, IReadOnlyList<DraftedTable> others)
    {
        var called = others.Where(o => o.Key is not null && IsCalledSo(column, o)).ToList();
        if (called.Count == 0 || called.Exists(o => Holds(column, o)))
            return null;
        var other = called[0];
        var key = KeyOf(other);
        var joined = $"'{column.Name}' is not joined to '{other.Name}.{key.Name}'";
        if (column.Type.Kind == key.Type.Kind)
            return $"{joined}, whose name it has: fewer than half of its values are there";
        var zeros = (column.HasZeros || key.HasZeros) && (column.IsNumber || key.IsNumber)
            ? ", since some begin with a zero (00123 is another key than 123)" : "";
        return $"{joined}: here it is {ColumnTypeText.Word(column.Type)} and there {ColumnTypeText.Word(key.Type)}{zeros}; if they are the "
            + "same, declare both as text and write them alike in the models in gold";
    }

    private static DraftedColumn KeyOf(DraftedTable table) => table.Columns.First(c => c.Name == table.Key);

    private static bool HasMost(DraftedColumn column, DraftedColumn key) =>
        column.Values is not { Count: > 0 } values || key.Values is null || values.Count(key.Values.Contains) * 2 >= values.Count;

    private static bool IsCalledSo(DraftedColumn column, DraftedTable other)
    {
        var key = KeyOf(other);
        var stem = DraftedModels.Stem(other);
        // Invented names such as column_1 say nothing, nor do names of one or two letters.
        if (Made().IsMatch(column.Name) || Made().IsMatch(key.Name))
            return false;
        return (key.Name == column.Name && key.Name != "id" && key.Name.Length > 2) || column.Name == stem
            || column.Name == other.RowName
            // Kunde in a table beside kunden.
            || (column.Name.Length > 3 && other.Name.Length - column.Name.Length is 1 or 2
                && other.Name.StartsWith(column.Name, StringComparison.Ordinal))
            || (KeyChoice.IsCalledKey(column) && column.Words.Length > 1 && string.Join('_', column.Words[..^1]) is var about
                && (about == stem || about == other.RowName));
    }

    [GeneratedRegex("^column_[0-9]+$")]
    private static partial Regex Made();
}
