using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>What a declaration could say so that values which it refuses would be read: <c>format: YYYYMMDD</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
internal sealed record OtherDeclaration(string Key, string Value)
{
    private const string FormatKey = "format";
    private const string MarkKey = "decimal_mark";
    private const string NullsKey = "nulls";

    /// <summary>Whole numbers of 64 bits instead of 32.</summary>
    public static OtherDeclaration BigInt { get; } = new("type", "bigint");

    public static OtherDeclaration Format(string pattern) => new(FormatKey, pattern);

    public static OtherDeclaration Mark(char mark) => new(MarkKey, mark.ToString());

    public static OtherDeclaration Null(string word) => new(NullsKey, word);

    /// <summary>The table as it would be declared then; all but its column's format and type are the whole table's.</summary>
    public SourceTable In(SourceTable table, string column) => Key switch
    {
        MarkKey => table with { Csv = table.Csv with { DecimalMark = Value[0] } },
        NullsKey => table with { Csv = table.Csv with { Nulls = [.. table.Csv.Nulls, Value] } },
        _ => table with { Columns = table.Columns.Select(c => c.Name == column ? In(c) : c).ToEquatableList() },
    };

    /// <summary>As an author writes it.</summary>
    public override string ToString() => Key switch
    {
        MarkKey => $"{Key}: '{Value}'",
        NullsKey => $"{Key}: ['{Value}']",
        _ => $"{Key}: {Value}",
    };

    private SourceColumn In(SourceColumn column) =>
        Key == FormatKey ? column with { Format = Value } : column with { Type = new ColumnType(ColumnKind.BigInt) };
}
