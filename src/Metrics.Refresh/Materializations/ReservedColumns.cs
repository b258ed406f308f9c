using System.Text;

namespace Metrics.Refresh.Materializations;

/// <summary>Names that no stored column can have.</summary>
internal static class ReservedColumns
{
    /// <summary>The longest name PostgreSQL keeps whole, in bytes.</summary>
    public const int LongestName = 63;

    /// <summary>How names begin that tables of several versions may need one day.</summary>
    public const string Versions = "_v_";

    /// <summary>Every reserved name with who has it, as the documentation has them.</summary>
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

    /// <summary>Why a column cannot be called that; null when it can.</summary>
    public static string? Refuse(string name) =>
        name.Length == 0 ? "is empty"
        : name.Contains('\0') ? "has a NUL character"
        : Encoding.UTF8.GetByteCount(name) > LongestName ? $"is longer than {LongestName} bytes"
        : name.StartsWith(Versions, StringComparison.Ordinal) && Known.All(k => k.Name != name)
            ? $"begins with {Versions}, which is kept for versions"
        : Array.Find(Known, k => k.Name == name) is { Of: { } owner } ? $"is reserved for {owner}"
        : null;
}
