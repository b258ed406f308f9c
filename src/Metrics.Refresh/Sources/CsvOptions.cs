namespace Metrics.Refresh.Sources;

/// <summary>How a CSV file is written. An empty unquoted field is null; so is any field equal to one of <see cref="Nulls"/>.</summary>
internal sealed record CsvOptions(string Path, char Delimiter, string Encoding, Domain.EquatableList<string> Nulls, char DecimalMark);
