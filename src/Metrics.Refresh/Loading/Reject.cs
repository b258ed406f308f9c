using Metrics.Domain;

namespace Metrics.Refresh.Loading;

/// <summary>A row that did not fit.</summary>
/// <param name="Line">The physical line where its record begins.</param>
/// <param name="Faults">All that is wrong with it: one fault for each bad column in order, or one for the whole row.</param>
/// <param name="Raw">The record as written in the file; null when the table has dropped or secret columns.</param>
internal sealed record Reject(long Line, EquatableList<Fault> Faults, string? Raw)
{
    /// <summary>The columns at fault; null for the whole row.</summary>
    public string? Columns => Faults[0].Column is null ? null : string.Join(", ", Faults.Select(f => f.Column));

    /// <summary>The reason; with several columns, each column's reason.</summary>
    public string Reason => Faults.Count == 1 ? Faults[0].Reason : string.Join("; ", Faults.Select(f => $"{f.Column}: {f.Reason}"));

    public override string ToString() => Columns is null ? $"line {Line}: {Reason}"
        : $"line {Line}, {string.Join("; ", Faults.Select(f => $"column {f.Column}: {f.Reason}"))}";
}

/// <summary>What is wrong with a row.</summary>
/// <param name="Column">The column at fault; null for the whole row.</param>
/// <param name="Reason">Why, quoting the value unless the table has dropped or secret columns.</param>
internal sealed record Fault(string? Column, string Reason);
