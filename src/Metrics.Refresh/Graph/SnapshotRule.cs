using Metrics.Domain;

namespace Metrics.Refresh.Graph;

/// <summary>How a snapshot detects that a row changed, and since when.</summary>
/// <param name="UpdatedAt">The time column that increases with every change; null when columns are compared.</param>
/// <param name="Check">The columns compared; empty for all of them.</param>
/// <param name="CloseDeleted">Whether the row of a key that no longer exists is closed.</param>
internal sealed record SnapshotRule(string? UpdatedAt, EquatableList<string> Check, bool CloseDeleted)
{
    public const string ValidFrom = "valid_from";
    public const string ValidTo = "valid_to";
    public const string IsCurrent = "is_current";

    /// <summary>The columns that a snapshot adds to those of its query.</summary>
    public static readonly EquatableList<string> Added = [ValidFrom, ValidTo, IsCurrent];
}
