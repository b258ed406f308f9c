using System.Buffers;
using System.Globalization;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// What the digits of a column's numbers say beyond their type: whether trailing zeros have a meaning, whether fractions are whole numbers,
/// and whether the numbers may be days.
/// </summary>
internal sealed class DigitSight
{
    // Days since 1899-12-30, as spreadsheets count them: 1954 to 2064.
    private const int FirstDay = 20_000;
    private const int LastDay = 60_000;

    private const int FirstYear = 1900;
    private const int LastYear = 2100;

    // Of two digits, those up to these are years from 2000.
    private const int LastShort = 68;

    private static readonly SearchValues<byte> Plain = SearchValues.Create("+-.,0123456789"u8);

    private int _fewestPlaces = int.MaxValue;
    private int _mostPlaces;
    private bool _hasTrailingZero;
    private bool _mayBeDays = true;
    private bool _mayBeMonths = true;
    private bool _isWhole = true;
    private HashSet<UInt128>? _wholes;
    private bool _hasValues;
    private bool _hasPlus;
    private bool _hasMinus;
    private bool _isPlain = true;

    /// <summary>True when some fraction ends in a zero that others do not need: 1.10 beside 1.1 is a version, not an amount.</summary>
    public bool HasUnevenZeros => _hasTrailingZero && _fewestPlaces < _mostPlaces;

    /// <summary>True when a JSON file has some of them in quotes.</summary>
    public bool IsQuoted { get; private set; }

    /// <summary>True when every value may be a day as spreadsheets count them.</summary>
    public bool MayBeDays => _mayBeDays && _hasValues;

    /// <summary>True when every value may be a month: <c>202601</c>.</summary>
    public bool MayBeMonths => _mayBeMonths && _hasValues;

    /// <summary>The largest year among dates that end in a year of two digits, as a load reads it; 0 for none.</summary>
    public int LatestShortYear { get; private set; }

    /// <summary>
    /// True when every value is a whole number with <c>.0</c> behind it, as programs write whole numbers in a column with gaps.
    /// </summary>
    public bool IsWhole => _isWhole && _hasValues;

    /// <summary>Hashes of the distinct whole numbers, without the <c>.0</c>; null if they are not whole.</summary>
    public HashSet<UInt128>? Wholes => IsWhole ? _wholes : null;

    /// <summary>True when some begin with a plus and some with a minus: differences, not telephone numbers.</summary>
    public bool IsSigned => _hasPlus && _hasMinus && _isPlain;

    /// <summary>True when some number begins with U+2212, the minus of typesetting.</summary>
    public bool HasLongMinus { get; private set; }

    public void See(ReadOnlySpan<byte> text, bool isQuoted)
    {
        _hasValues = true;
        _hasPlus |= text[0] == '+';
        _hasMinus |= text[0] == '-';
        _isPlain = _isPlain && !text.ContainsAnyExcept(Plain);
        HasLongMinus |= text.StartsWith("\u2212"u8) && text.Length > 3 && char.IsAsciiDigit((char)text[3]);
        IsQuoted |= isQuoted;
        var mark = text.LastIndexOfAny((byte)'.', (byte)',');
        var places = mark < 0 ? 0 : text.Length - mark - 1;
        // 0 and 0.10 are written by many programs.
        if (places > 0)
            (_fewestPlaces, _mostPlaces) = (Math.Min(_fewestPlaces, places), Math.Max(_mostPlaces, places));
        // One place is written by programs that write every fraction so (10.0), and is no sign of a version.
        _hasTrailingZero |= places >= 2 && text[^1] == '0';
        _mayBeDays = _mayBeDays && text.Length == 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            && day is >= FirstDay and <= LastDay;
        _mayBeMonths = _mayBeMonths && text.Length == 6
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            && month / 100 is >= FirstYear and <= LastYear && month % 100 is >= 1 and <= 12;
        SeeYear(text);
        if (!_isWhole)
            return;
        _isWhole = text.Length > 2 && text.EndsWith(".0"u8);
        if (_isWhole)
            (_wholes ??= []).Add(ColumnSight.Hash(text[..^2]));
        else
            _wholes = null;
    }

    // The year of 31.12.61, also before a time of day.
    private void SeeYear(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        text = blank < 0 ? text : text[..blank];
        if (text.Length is >= 6 and <= 8 && text[^3] is (byte)'.' or (byte)'/' or (byte)'-' && text[..^3].IndexOfAny("./-"u8) > 0
            && int.TryParse(text[^2..], NumberStyles.None, CultureInfo.InvariantCulture, out var year))
            LatestShortYear = Math.Max(LatestShortYear, year + (year <= LastShort ? 2000 : 1900));
    }
}
