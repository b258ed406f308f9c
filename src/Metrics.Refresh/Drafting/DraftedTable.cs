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

    /// <summary>What reads it; null for a text.</summary>
    public ColumnReading? Reading { get; init; }

    /// <summary>What was decided about it and may be wrong; null for nothing.</summary>
    public string? Doubt { get; init; }

    /// <summary>Different values, as far as they were counted; null when there are too many.</summary>
    public HashSet<UInt128>? Values { get; init; }

    /// <summary>True when every row has a value of its own.</summary>
    public bool IsUnique { get; init; }

    public bool IsEmpty { get; init; }

    /// <summary>True for whole numbers that may be moments: nothing to be added up.</summary>
    public bool MayBeMoments { get; init; }

    /// <summary>True for fractions that may be thousands: nothing to be added up before somebody has looked.</summary>
    public bool MayBeThousands { get; init; }

    /// <summary>True for numbers that are all from 0 to 1: shares, or small amounts.</summary>
    public bool MayBeShares { get; init; }

    /// <summary>Rows whose value another row before had, as far as values were counted.</summary>
    public long Repeats { get; init; }

    public bool IsNumber => Type.Kind is ColumnKind.BigInt or ColumnKind.Decimal or ColumnKind.Double;

    public bool IsTime => Type.Kind is ColumnKind.Date or ColumnKind.Timestamp or ColumnKind.TimestampTz;

    /// <summary>The words of its name.</summary>
    public string[] Words => Name.Split('_');
}

/// <summary>A table as it was found in one file, or in several that are alike.</summary>
internal sealed record DraftedTable
{
    public required string Name { get; init; }

    /// <summary>The file, or the pattern of several, below the folder.</summary>
    public required string File { get; init; }

    public required SourceFormat Format { get; init; }

    public required CsvOptions Csv { get; init; }

    public required EquatableList<DraftedColumn> Columns { get; init; }

    /// <summary>Rows that were looked at.</summary>
    public required long Rows { get; init; }

    /// <summary>True when there are more of them.</summary>
    public bool HasMore { get; init; }

    /// <summary>The column that tells rows apart; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>True when some of its lines have no value at all.</summary>
    public bool HasBlankRows { get; init; }

    /// <summary>Last lines that add up the others: the column of texts that says so, and its word.</summary>
    public EquatableList<(string Column, string Word)> Totals { get; init; }

    /// <summary>
    /// Such lines whose word stands in a column of another type, where it is read as nothing: for each the columns that are empty in it.
    /// </summary>
    public EquatableList<EquatableList<string>> EmptyInTotals { get; init; }

    /// <summary>
    /// What <c>max_rejected</c> has to say where a load rejects such lines, since their sums are written otherwise than what they add up;
    /// null for nothing.
    /// </summary>
    public string? MaxRejected { get; init; }

    /// <summary>True when the key tells rows apart only without the lines that the model in gold leaves out.</summary>
    public bool IsKeyOfModel => Totals.Count + EmptyInTotals.Count > 0;

    /// <summary>
    /// What <c>file</c> would have to say to read further files that are called so but for digits; null where it does, or none can be told.
    /// </summary>
    public string? Further { get; init; }

    /// <summary>What was decided about the file and may be wrong.</summary>
    public EquatableList<string> Doubts { get; init; }

    /// <summary>What a row is called.</summary>
    public string RowName => SafeName.Singular(Name);
}
