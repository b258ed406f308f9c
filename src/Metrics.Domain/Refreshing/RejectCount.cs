namespace Metrics.Domain.Refreshing;

/// <summary>How many rows of a source table did not fit its declaration, of all rows read; carried to every descendant.</summary>
/// <param name="Table">The bronze table, such as <c>storefront__transactions</c>.</param>
/// <param name="Rejected">Rows kept in <c>__rejected</c>.</param>
/// <param name="Rows">Rows read: loaded plus rejected.</param>
public sealed record RejectCount(string Table, long Rejected, long Rows)
{
    /// <summary>Rows with a local time that occurred twice in its zone; the second was taken.</summary>
    public long Twice { get; init; }

    /// <summary>Declared columns that no record had, in files whose records name their columns; they are null in every row.</summary>
    public int Absent { get; init; }
}
