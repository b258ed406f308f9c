using Metrics.Domain;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Loading;

/// <summary>A change to a declaration so that it reads values which it refuses now: <c>format: YYYYMMDD</c>.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
/// <param name="Pattern">The format that another type also needs; null for none.</param>
internal sealed record OtherDeclaration(string Key, string Value, string? Pattern = null)
{
    private const string FormatKey = "format";
    private const string MarkKey = "decimal_mark";
    private const string NullsKey = "nulls";
    private const string TypeKey = "type";
    private const string EncodingKey = "encoding";

    // What most files are in that are no UTF-8. It reads any bytes.
    private const string Western = "windows-1252";

    public static OtherDeclaration Format(string pattern) => new(FormatKey, pattern);

    public static OtherDeclaration Mark(char mark) => new(MarkKey, mark.ToString());

    /// <summary>The encoding that reads bytes which are no UTF-8.</summary>
    public static OtherDeclaration Encoding() => new(EncodingKey, Western);

    public static OtherDeclaration Null(string word) => new(NullsKey, word);

    public static OtherDeclaration Type(ColumnType type, string? pattern = null) => new(TypeKey, ColumnTypeText.Word(type), pattern);

    /// <summary>The types that read a date and a time of day.</summary>
    /// <param name="text">The value.</param>
    /// <param name="mayBeIso">False where the column declares a format, which would still apply.</param>
    public static IReadOnlyList<OtherDeclaration> OfMoment(ReadOnlySpan<byte> text, bool mayBeIso)
    {
        if (mayBeIso && IsoTimeFormat.Instance.Read(text) is { } moment)
            return [Moment(hasOffset: moment.OffsetMinutes is not null)];
        return [.. TimeFormatGuess.OfTimestamp(text).Where(f => f.Contains('H', StringComparison.Ordinal))
            .Select(f => Moment(f.EndsWith('Z'), f))];
    }

    /// <summary>The type of an instant for times with an offset, of a local time for times without.</summary>
    public static OtherDeclaration Moment(bool hasOffset, string? pattern = null) =>
        Type(new ColumnType(hasOffset ? ColumnKind.TimestampTz : ColumnKind.Timestamp), pattern);

    /// <summary>Equal for declarations that come to the same, of which only the first is suggested.</summary>
    public string Sort => Key == TypeKey && Pattern is null ? TypeKey : TimeFormatGuess.Loosened(ToString());

    /// <summary>Whether it is written beside the columns and applies to all of them.</summary>
    public bool IsOfTable => Key is MarkKey or NullsKey or EncodingKey;

    /// <summary>Whether texts that are read now would be read as others: all that are not ASCII.</summary>
    public bool ChangesTexts => Key == EncodingKey;

    /// <summary>The table with this declaration. Format and type belong to the column, the other keys to the whole table.</summary>
    public SourceTable In(SourceTable table, string column) => Key switch
    {
        MarkKey => table with { Csv = table.Csv with { DecimalMark = Value[0] } },
        EncodingKey => table with { Csv = table.Csv with { Encoding = Value } },
        NullsKey => table with { Csv = table.Csv with { Nulls = [.. table.Csv.Nulls, Value] } },
        _ => table with { Columns = table.Columns.Select(c => c.Name == column ? In(c) : c).ToEquatableList() },
    };

    /// <summary>As an author writes it in YAML, valid inside braces too.</summary>
    public override string ToString() => Key switch
    {
        MarkKey => $"{Key}: '{Value}'",
        NullsKey => $"{Key}: ['{Value}']",
        _ => $"{Key}: {(Value.Contains(',', StringComparison.Ordinal) ? $"\"{Value}\"" : Value)}"
            + (Pattern is null ? "" : $", {FormatKey}: {Pattern}"),
    };

    private SourceColumn In(SourceColumn column) => Key == FormatKey ? column with { Format = Value }
        : column with { Type = ColumnTypeText.Parse(Value)!, Format = Pattern ?? column.Format };
}
