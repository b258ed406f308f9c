using System.Text;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// Finds numbers such as -9999 that stand for a missing value: nothing but nines, unlike all other numbers of a column.
/// </summary>
internal sealed class PlaceholderSight
{
    private const int FewestNegative = 2;
    private const int FewestPositive = 3;

    // More digits than this are no number like others, even once where it is negative.
    private const int Many = 3;

    // 999 once or twice may be a price.
    private const int FewestOfShort = 3;
    private const int FewestOfPositive = 2;
    private const int MostWords = 4;

    private readonly Dictionary<string, (int Digits, long Rows)> _nines = new(StringComparer.Ordinal);
    private int _digits;
    private long _others;
    private bool _hasNegative;

    /// <summary>The number, as written, and how many rows have it; null for none.</summary>
    public (string Word, long Rows)? Found => _others == 0 ? null
        : _nines.Where(n => IsOne(n.Key, n.Value.Digits, n.Value.Rows)).OrderByDescending(n => n.Value.Rows)
            .Select(n => ((string, long)?)(n.Key, n.Value.Rows)).FirstOrDefault();

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

        (_others, _digits, _hasNegative) = (_others + 1, Math.Max(_digits, whole.Length), _hasNegative || text[0] == (byte)'-');
    }

    // Among numbers of which none is negative, -99 in several rows is none of them either.
    private bool IsOne(string word, int digits, long rows) => word[0] == '-'
        ? (digits >= Many && digits > _digits) || (!_hasNegative && rows >= FewestOfShort)
        : digits > Many ? digits > _digits + 1 && rows >= FewestOfPositive
        : digits > _digits && rows >= FewestOfShort;
}
