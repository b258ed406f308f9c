namespace Metrics.Refresh.Drafting;

/// <summary>
/// Rows of several files by their bytes: whether some stand in more than one, as they do in copies of a table of different days.
/// </summary>
internal sealed class SeenRows
{
    private readonly HashSet<UInt128> _before = [];
    private readonly HashSet<UInt128> _here = [];
    private bool _repeats;
    private long _again;

    /// <summary>True when rows stand in several files, and in none of them twice.</summary>
    public bool AreCopies => _again > 0 && !_repeats;

    public void See(ReadOnlySpan<byte> row)
    {
        var sum = ColumnSight.Hash(row.TrimEnd("\r\n"u8));
        _repeats |= !_here.Add(sum);
        _again += _before.Contains(sum) ? 1 : 0;
    }

    /// <summary>Said when a file's last row was seen.</summary>
    public void EndFile()
    {
        _before.UnionWith(_here);
        _here.Clear();
    }
}
