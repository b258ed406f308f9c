namespace Metrics.Refresh.Drafting;

/// <summary>Compares the rows of several files by their bytes, to detect copies of one table from different days.</summary>
internal sealed class RepeatedRows
{
    private readonly HashSet<UInt128> _before = [];
    private readonly HashSet<UInt128> _here = [];
    private bool _isCopied;
    private long _rows;
    private long _repeats;

    /// <summary>
    /// True when at least half of some file's distinct rows occur in earlier files. Files whose own rows mostly repeat are excluded: counts
    /// of the same few things are alike without being copies.
    /// </summary>
    public bool AreCopies => _isCopied && _repeats * 2 < _rows;

    /// <summary>Distinct rows of each file that earlier files have too, summed over the files.</summary>
    public long InCommon { get; private set; }

    public void See(ReadOnlySpan<byte> row)
    {
        var sum = ColumnSight.Hash(row.TrimEnd("\r\n"u8));
        _rows++;
        _repeats += _here.Add(sum) ? 0 : 1;
    }

    /// <summary>Called after a file's last row.</summary>
    public void EndFile()
    {
        var known = _here.Count(_before.Contains);
        InCommon += known;
        _isCopied |= known > 0 && known * 2 >= _here.Count;
        _before.UnionWith(_here);
        _here.Clear();
    }
}
