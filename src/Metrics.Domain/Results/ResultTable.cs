namespace Metrics.Domain.Results;

/// <summary>An answer's rows, by column; immutable and shared between requests.</summary>
/// <param name="Columns">Group-by columns first, then metrics.</param>
/// <param name="Values">The values, one entry a column.</param>
/// <param name="RowCount">The number of rows.</param>
/// <param name="HasMore">True when the limit cut rows off.</param>
/// <param name="Warnings">What the engine had to change, such as a NaN that became null.</param>
public sealed record ResultTable(
    EquatableList<ResultColumn> Columns, EquatableList<ColumnValues> Values, int RowCount, bool HasMore, EquatableList<string> Warnings)
{
    /// <summary>Approximate bytes held, to bound a cache by.</summary>
    public long Bytes => 256 + Values.Sum(v => v.Bytes);
}
