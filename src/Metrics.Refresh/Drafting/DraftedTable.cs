using Metrics.Domain;
using Metrics.Refresh.Sources;

namespace Metrics.Refresh.Drafting;

/// <summary>A column as it was found.</summary>
internal sealed record DraftedColumn
{
    /// <summary>Its name in the project.</summary>
    public required string Name { get; init; }

    /// <summary>What the file calls it.</summary>
    public required string Header { get; init; }

    public required ColumnType Type { get; init; }

    public string? Format { get; init; }

    /// <summary>The declaration that reads it; null for text.</summary>
    public ColumnReading? Reading { get; init; }

    /// <summary>
    /// The SQL that makes <see cref="Type"/> of it in the gold model, since it is loaded as text because of a word for totals, or as a
    /// fraction because of a <c>.0</c> behind whole numbers; null if it is loaded as what it is.
    /// </summary>
    public string? Cast { get; init; }

    /// <summary>The type that it is loaded with.</summary>
    public ColumnType Loaded => Cast is null ? Type : IsWholeFraction ? Reading!.Type : new ColumnType(ColumnKind.Text);

    /// <summary>True for whole numbers with <c>.0</c> behind them, which a load reads as fractions.</summary>
    public bool IsWholeFraction { get; init; }

    /// <summary>True for whole numbers that may be days as spreadsheets count them, or are months, which are not added up.</summary>
    public bool MayBeDays { get; init; }

    /// <summary>What may be wrong with the choice; null for nothing.</summary>
    public string? Doubt { get; init; }

    /// <summary>Hashes of the distinct values; null when there are too many.</summary>
    public HashSet<UInt128>? Values { get; init; }

    /// <summary>True when every row has a value, and no two are equal.</summary>
    public bool IsUnique { get; init; }

    public bool IsEmpty { get; init; }

    /// <summary>True when some rows have no value, blank lines apart.</summary>
    public bool HasGaps { get; init; }

    /// <summary>True for whole numbers that may be Unix times, which are not added up.</summary>
    public bool MayBeMoments { get; init; }

    /// <summary>True for fractions whose mark may separate thousands. They are not added up until a person has decided.</summary>
    public bool MayBeThousands { get; init; }

    /// <summary>True for numbers that are all from 0 to 1: shares, or small amounts.</summary>
    public bool MayBeShares { get; init; }

    /// <summary>True when its values are codes, such as <c>Z00001</c>.</summary>
    public bool IsOfCodes { get; init; }

    /// <summary>The text that every row with a value has; null when they differ, or it is long.</summary>
    public string? Only { get; init; }

    /// <summary>The words for nothing, if it has no other values.</summary>
    public EquatableList<string> OnlyNulls { get; init; }

    /// <summary>True for fractions that are whole numbers with <c>.0</c> behind them.</summary>
    public bool AreWhole { get; init; }

    /// <summary>True for texts that are codes or signs of currencies.</summary>
    public bool IsOfCurrencies { get; init; }

    /// <summary>For texts such as <c>12 €</c>: the currency that all of them are in; null for other columns and for several.</summary>
    public string? Money { get; init; }

    /// <summary>True when some of its numbers begin with a zero, which makes them text.</summary>
    public bool HasZeros { get; init; }

    /// <summary>True for texts that are numbers with a unit, a currency or thousands: amounts.</summary>
    public bool IsOfQuantities { get; init; }

    /// <summary>True for texts of several words, which describe something and name nothing.</summary>
    public bool IsProse { get; init; }

    /// <summary>The words for nothing in rows of totals that have nothing there: <c>NULL</c>.</summary>
    public EquatableList<string> Nothing { get; init; }

    /// <summary>Rows whose value an earlier row has too; 0 when there are too many values to count.</summary>
    public long Repeats { get; init; }

    public bool IsNumber => Type.Kind is ColumnKind.BigInt or ColumnKind.Decimal or ColumnKind.Double;

    /// <summary>True when its values are equal in every row.</summary>
    public bool IsConstant => Values is { Count: < 2 };

    public bool IsTime => Type.Kind is ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampTz;

    /// <summary>The words of its name.</summary>
    public string[] Words => Name.Split('_');

    /// <summary>The words of the file's own name of it, without the table's in front of a reserved word.</summary>
    public string[] OwnWords => SafeName.Of(Header, "column") is var own && Name.EndsWith($"_{own}", StringComparison.Ordinal)
        ? own.Split('_') : Words;
}

/// <summary>A table found in one file, or in several of the same form.</summary>
internal sealed record DraftedTable
{
    public required string Name { get; init; }

    /// <summary>The file or the pattern of files, relative to the folder.</summary>
    public required string File { get; init; }

    public required SourceFormat Format { get; init; }

    public required CsvOptions Csv { get; init; }

    public required EquatableList<DraftedColumn> Columns { get; init; }

    /// <summary>Rows that were read.</summary>
    public required long Rows { get; init; }

    /// <summary>True when the files have more rows than were read.</summary>
    public bool HasMore { get; init; }

    /// <summary>The column that identifies rows; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>True when its files are all ASCII, which do not tell their encoding.</summary>
    public bool IsAscii { get; init; }

    /// <summary>True when some of its lines have no value at all.</summary>
    public bool HasBlankRows { get; init; }

    /// <summary>Rows of totals: the column of their word, and the word; without a word, rows that have nothing there.</summary>
    public EquatableList<(string Column, string Word)> Totals { get; init; }

    /// <summary>Words for totals that are names of rows, or of totals that are kept, with their columns.</summary>
    public EquatableList<(string Column, string Word)> OtherWords { get; init; }

    /// <summary>Words in rows that may be totals and are kept, which nothing speaks against.</summary>
    public EquatableList<(string Column, string Word)> LikelyWords { get; init; }

    /// <summary>Columns of which one value may come to stand for all others.</summary>
    public EquatableList<WatchedSums> Watched { get; init; }

    /// <summary>The columns that are empty in all rows of totals and filled in all others.</summary>
    public EquatableList<string> EmptyInTotals { get; init; }

    /// <summary>Columns named like another table's key that are not joined to it.</summary>
    public EquatableList<string> NotJoined { get; init; }

    /// <summary>How many rows of totals a load rejects.</summary>
    public long RejectedTotals { get; init; }

    /// <summary>
    /// The <c>max_rejected</c> that a load needs because it rejects totals lines, whose sums are written differently from the values; null
    /// for none.
    /// </summary>
    public string? MaxRejected { get; init; }

    /// <summary>True when the key is unique only without the totals lines, which the gold model leaves out.</summary>
    public bool IsKeyOfModel => Totals.Count > 0;

    /// <summary>
    /// The pattern for <c>file</c> that would also read further files whose names differ in digits only; null if <c>file</c> does already
    /// or none is found.
    /// </summary>
    public string? Further { get; init; }

    /// <summary>Choices about the file that may be wrong.</summary>
    public EquatableList<string> Doubts { get; init; }

    /// <summary>The name of one row, such as <c>order</c>.</summary>
    public string RowName => SafeName.Singular(Name);
}
