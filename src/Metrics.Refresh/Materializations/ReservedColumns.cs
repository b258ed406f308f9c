using System.Text;

namespace Metrics.Refresh.Materializations;

/// <summary>Names that no stored column can have.</summary>
internal static class ReservedColumns
{
    /// <summary>The longest name PostgreSQL keeps whole, in bytes.</summary>
    public const int LongestName = 63;

    /// <summary>The prefix of names that are reserved for columns of relations with several versions, now and later.</summary>
    public const string Versions = "_v_";

    /// <summary>Every reserved name with what it is reserved for, as shown in the documentation.</summary>
    public static readonly (string Name, string Of)[] Known =
    [
        (RowsAt.From, "the version that wrote a row"),
        (RowsAt.To, "the version that ended a row"),
        ("_n", "the order rows came in while they are merged"),
        ("_deleted", "rows that end their key while they are merged"),
        ("ctid", "PostgreSQL"),
        ("cmax", "PostgreSQL"),
        ("cmin", "PostgreSQL"),
        ("tableoid", "PostgreSQL"),
        ("xmax", "PostgreSQL"),
        ("xmin", "PostgreSQL"),
    ];

    /// <summary>Why a column cannot have this name; null when it can.</summary>
    public static string? Refuse(string name) =>
        name.Length == 0 ? "is empty"
        : name.Contains('\0') ? "has a NUL character"
        : Encoding.UTF8.GetByteCount(name) > LongestName ? $"is longer than {LongestName} bytes"
        : name.StartsWith(Versions, StringComparison.Ordinal) && Known.All(k => k.Name != name)
            ? $"begins with {Versions}, which is reserved for versions"
        : Array.Find(Known, k => k.Name == name) is { Of: { } owner } ? $"is reserved for {owner}"
        : null;
}
