namespace Metrics.Refresh.Sources;

/// <summary>How a CSV file is written. An empty unquoted field is null; so is any field equal to one of <see cref="Nulls"/>.</summary>
internal sealed record CsvOptions(string Path, char Delimiter, string Encoding, Domain.EquatableList<string> Nulls, char DecimalMark)
{
    // Not public, since what a record prints of itself is in fingerprints: a file that is read as ever must not be read anew for them.

    /// <summary>True when the first line names the columns; else they are the declared ones in their order.</summary>
    internal bool HasHeader { get; init; } = true;

    /// <summary>True when one or more blanks or tabs stand between two fields.</summary>
    internal bool BlankRuns { get; init; }
}
