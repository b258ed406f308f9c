namespace Metrics.Refresh.Loading;

/// <summary>A row that did not fit.</summary>
/// <param name="Line">The physical line where its record begins.</param>
/// <param name="Column">The column at fault; null when it is the whole row.</param>
/// <param name="Reason">Why, quoting the value unless the table has dropped or secret columns.</param>
/// <param name="Raw">The record as it stands in the file; null when the table has such columns.</param>
internal sealed record Reject(long Line, string? Column, string Reason, string? Raw)
{
    public override string ToString() => Column is null ? $"line {Line}: {Reason}" : $"line {Line}, column {Column}: {Reason}";
}
