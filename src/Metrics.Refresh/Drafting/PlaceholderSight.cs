using System.Text;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// Finds numbers such as -9999 that stand for a missing value: nothing but nines, with more digits than all other numbers of a column.
/// </summary>
internal sealed class PlaceholderSight
{
    private const int FewestNegative = 3;
    private const int FewestPositive = 4;

    // 9999 once may be a number like others.
    private const int FewestOfPositive = 2;
    private const int MostWords = 4;

    private readonly Dictionary<string, (int Digits, long Rows)> _nines = new(StringComparer.Ordinal);
    private int _digits;
    private long _others;

    /// <summary>The number, as written, and how many rows have it; null for none.</summary>
    public (string Word, long Rows)? Found => _others == 0 ? null
        : _nines.Where(n => n.Key[0] == '-' ? n.Value.Digits > _digits : n.Value.Digits > _digits + 1 && n.Value.Rows >= FewestOfPositive)
            .OrderByDescending(n => n.Value.Rows).Select(n => ((string, long)?)(n.Key, n.Value.Rows)).FirstOrDefault();

    /// <summary>Records a value that is not empty.</summary>
    public void See(ReadOnlySpan<byte> text)
    {
        var number = text is [(byte)'-' or (byte)'+', .. var rest] ? rest : text;
        var digits = number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end and >= 0 ? end : number.Length;
        var whole = number[..digits].TrimStart((byte)'0');
        var part = number[digits..].TrimStart(".,"u8);
        var fewest = text[0] == (byte)'-' ? FewestNegative : FewestPositive;
        if (whole.Length >= fewest && whole.IndexOfAnyExcept((byte)'9') < 0
            && (part.IndexOfAnyExcept((byte)'0') < 0 || part.IndexOfAnyExcept((byte)'9') < 0))
        {
            var word = Encoding.UTF8.GetString(text);
            if (_nines.Count < MostWords || _nines.ContainsKey(word))
                _nines[word] = (whole.Length, _nines.GetValueOrDefault(word).Rows + 1);
            return;
        }

        (_others, _digits) = (_others + 1, Math.Max(_digits, whole.Length));
    }
}
