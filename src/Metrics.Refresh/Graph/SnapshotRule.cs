using Metrics.Domain;

namespace Metrics.Refresh.Graph;

/// <summary>How a snapshot sees that a row changed, and since when.</summary>
/// <param name="UpdatedAt">The column that moves on with every change; null when columns are compared.</param>
/// <param name="Check">The columns compared; empty for all of them.</param>
/// <param name="CloseDeleted">Whether a key that is gone closes its row.</param>
internal sealed record SnapshotRule(string? UpdatedAt, EquatableList<string> Check, bool CloseDeleted)
{
    public const string ValidFrom = "valid_from";
    public const string ValidTo = "valid_to";
    public const string IsCurrent = "is_current";

    /// <summary>The columns that a snapshot adds to those of its query.</summary>
    public static readonly EquatableList<string> Added = [ValidFrom, ValidTo, IsCurrent];
}
