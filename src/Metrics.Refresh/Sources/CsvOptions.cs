namespace Metrics.Refresh.Sources;

/// <summary>How a CSV file is written. An empty unquoted field is null; so is any field equal to one of <see cref="Nulls"/>.</summary>
internal sealed record CsvOptions(string Path, char Delimiter, string Encoding, Domain.EquatableList<string> Nulls, char DecimalMark)
{
    // Internal, because a record prints its public properties, and that text is part of fingerprints: if these were public, files would be
    // read again although nothing about them changed.

    /// <summary>True when the first line names the columns; else they are the declared ones in declared order.</summary>
    internal bool HasHeader { get; init; } = true;

    /// <summary>True when fields are separated by one or more blanks or tabs.</summary>
    internal bool BlankRuns { get; init; }

    /// <summary>True when lines that look like rows inside a quoted field are part of it, and show no missing quote.</summary>
    internal bool RowsInQuotes { get; init; }
}
