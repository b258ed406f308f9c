namespace Metrics.Refresh.Drafting;

/// <summary>
/// Rows of several files by their bytes: whether some stand in more than one, as they do in copies of a table of different days.
/// </summary>
internal sealed class RepeatedRows
{
    private readonly HashSet<UInt128> _before = [];
    private readonly HashSet<UInt128> _here = [];
    private bool _isCopied;
    private long _rows;
    private long _repeats;

    /// <summary>
    /// True when half of a file's rows stand in one before it, and most rows of a file are not repeated in it, as those of a count of the
    /// same few things are.
    /// </summary>
    public bool AreCopies => _isCopied && _repeats * 2 < _rows;

    /// <summary>Rows, each counted once, that stand in more than one file.</summary>
    public long InCommon { get; private set; }

    public void See(ReadOnlySpan<byte> row)
    {
        var sum = ColumnSight.Hash(row.TrimEnd("\r\n"u8));
        _rows++;
        _repeats += _here.Add(sum) ? 0 : 1;
    }

    /// <summary>Said when a file's last row was seen.</summary>
    public void EndFile()
    {
        var known = _here.Count(_before.Contains);
        InCommon += known;
        _isCopied |= known > 0 && known * 2 >= _here.Count;
        _before.UnionWith(_here);
        _here.Clear();
    }
}
