using System.Text;
using System.Text.RegularExpressions;
using Metrics.Refresh.Connectors;

namespace Metrics.Refresh.Drafting;

/// <summary>What is observed of a column while its rows are read: the types that fit, its distinct values, its words for null.</summary>
/// <param name="field">The index of its field in a row.</param>
/// <param name="inSeveral">True when the table has several files.</param>
internal sealed partial class ColumnSight(int field, bool inSeveral)
{
    // Digits of a Unix time between 2001 and 2040.
    private const int SecondDigits = 10;
    private const int MillisecondDigits = 13;

    // More distinct values are not counted, unless every row so far has a different one.
    private const int MostValues = 100_000;
    private const int LongestWord = 8;
    private const int LongestExample = 40;
    private const int MostLooked = 200;
    private const int BlanksOfProse = 3;

    // One long name among short ones makes no prose of them.
    private const int MostBlanks = 10;

    // At most this many odd values may precede those of the column's real type, such as a remark in its first rows.
    private const int MostOdd = 3;

    private static readonly HashSet<string> NullWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "n/a", "na", "nan", "none", "\\n", "-", "--", "#n/a", "(null)", "?",
    };

    private readonly SortedSet<string> _nulls = new(StringComparer.Ordinal);
    private readonly HashSet<UInt128>? _inFile = inSeveral ? [] : null;
    private HashSet<UInt128>? _values = [];
    private bool _isOnceInFiles = true;
    private long _filledInFile;
    private int _looked;
    private int _months;
    private int _quantities;
    private int _codes;
    private int _worded;
    private string? _word;
    private bool _isOneWord = true;
    private int _blanks;
    private int _long;
    private TypeGuess? _inThisFile;
    private int _odd;
    private bool _mayBeMoments = true;
    private int _momentDigits;
    private TypeGuess? _rest;
    private int _undecided;
    private long _valuesOfFiles;
    private long _following;
    private bool _mayBeShares = true;
    private bool _hasPart;
    private string? _first;

    /// <summary>What the digits of its numbers say beyond their type.</summary>
    public DigitSight Digits { get; } = new();

    /// <summary>The currencies among its values.</summary>
    public MoneySight Money { get; } = new();

    /// <summary>Weeks, durations and the like among its values.</summary>
    public PeriodSight Periods { get; } = new();

    /// <summary>The number that stands for nothing among its values.</summary>
    public PlaceholderSight Placeholders { get; } = new();

    public TypeGuess Types { get; } = new(field);

    /// <summary>Rows with a value.</summary>
    public long Filled { get; private set; }

    public long Empty { get; private set; }

    /// <summary>The words for null that occur; they count only if the other values are not text.</summary>
    public IReadOnlyCollection<string> Nulls => _nulls;

    /// <summary>Hashes of the distinct values; null when there are too many.</summary>
    public HashSet<UInt128>? Values => _values;

    /// <summary>The short text that every row with a value has; null when they differ.</summary>
    public string? Only => _values?.Count == 1 ? _first : null;

    /// <summary>True when every row has a value, and no two are equal.</summary>
    public bool IsUnique => _values is not null && Empty == 0 && _nulls.Count == 0 && Filled > 0 && _values.Count == Filled;

    /// <summary>True when no two rows have the same value.</summary>
    public bool IsOnce => Filled > 0 && _values?.Count == Filled;

    /// <summary>True when values are unique within each file but repeat across files.</summary>
    public bool IsRepeated => _inFile is not null && _isOnceInFiles && Filled > 0 && !IsOnce;

    /// <summary>True when no value occurs in two files.</summary>
    public bool IsOfOneFile => _inFile is not null && _values is not null && Filled > 0 && _valuesOfFiles == _values.Count;

    /// <summary>True when there is a value that is not a word for null.</summary>
    public bool HasValues { get; private set; }

    /// <summary>True when a JSON record has an object or a list here.</summary>
    public bool IsNested { get; private set; }

    /// <summary>The header, a path, that would read a value inside that object; null for none.</summary>
    public string? Inner { get; init; }

    /// <summary>True when every value is from 0 to 1 and at least one lies in between: shares of a whole, or small amounts.</summary>
    public bool MayBeShares => _mayBeShares && _hasPart;

    /// <summary>The first value that only text can hold, for the message that explains the choice; null for none.</summary>
    public string? Example { get; private set; }

    /// <summary>How many values before that one fit another type.</summary>
    public long Fitting { get; private set; }

    /// <summary>True when every value may be a Unix time between 2001 and 2040, in seconds or milliseconds.</summary>
    public bool MayBeMoments => _mayBeMoments && HasValues && Filled > 1;

    /// <summary>Whether these are milliseconds, which have three digits more than seconds in all of those years.</summary>
    public bool AreMilliseconds => _momentDigits == MillisecondDigits;

    /// <summary>How many values after the first odd ones fit one type other than text; 0 when they do not.</summary>
    public long Following => _rest?.Left.Count > 0 ? _following : 0;

    /// <summary>True when all sampled values of a text are dates with names of months.</summary>
    public bool IsOfMonths => _looked > 0 && _months == _looked;

    /// <summary>True when all sampled values of a text are numbers with a unit or sign.</summary>
    public bool IsOfQuantities => _looked > 0 && _quantities + Units == _looked;

    /// <summary>True when over a tenth of the sampled values are codes, such as article numbers, not numbers with a unit.</summary>
    public bool IsOfCodes => (_codes + _worded - Units) * 10 > _looked;

    /// <summary>True when the sampled values are sentences.</summary>
    public bool IsProse => _looked > 0 && (_long * 2 > _looked || _blanks >= _looked * BlanksOfProse);

    /// <summary>How many files have dates that both orders of day and month read, where the dates of others leave one.</summary>
    public int UndecidedFiles => Types.HasBothOrders ? 0 : _undecided;

    /// <summary>The word after every number; null for none.</summary>
    public string? Unit => Units > 0 ? _word : null;

    // An unknown word is a unit if the same word follows every number.
    private int Units => _isOneWord && _worded > 1 ? _worded : 0;

    public void See(SourceRows row, bool isJson)
    {
        var text = row.Field(field);
        if (text.Trim((byte)' ').IsEmpty)
        {
            Empty++;
            // Blanks are a value in a text, and null in every other type once the declaration lists them.
            if (!text.IsEmpty && text.Length <= LongestWord)
                _nulls.Add(Encoding.UTF8.GetString(text));
            return;
        }

        Filled++;
        IsNested |= isJson && !row.IsQuoted(field) && text[0] is (byte)'{' or (byte)'[';
        // Blanks around numbers and times are ignored, and do not make keys different.
        var value = Hash(text.Trim((byte)' '));
        _values?.Add(value);
        _inFile?.Add(value);
        _filledInFile++;
        if (_values?.Count > MostValues && _values.Count < Filled)
            _values = null;
        if (text.Length <= LongestWord && Encoding.UTF8.GetString(text) is var word && NullWords.Contains(word.Trim()))
        {
            _nulls.Add(word);
            return;
        }

        if (!HasValues && text.Length <= LongestExample)
            _first = Encoding.UTF8.GetString(text).Trim();
        HasValues = true;
        Digits.See(text.Trim((byte)' '), isJson && !row.IsNumber(field));
        Placeholders.See(text.Trim((byte)' '));
        _mayBeMoments = _mayBeMoments && IsMoment(text.Trim((byte)' '), ref _momentDigits);
        _mayBeShares = _mayBeShares && IsShare(text.Trim((byte)' '), ref _hasPart);
        if (_looked < MostLooked)
            Look(text);
        if (Types.IsText)
        {
            Follow(row);
            return;
        }

        Types.See(row);
        if (_inFile is not null && Types.HasDays)
            (_inThisFile ??= new TypeGuess(field)).See(row);
        if (!Types.IsText)
        {
            Fitting++;
            return;
        }

        Example = Encoding.UTF8.GetString(row.Field(field)[..Math.Min(LongestExample, row.Field(field).Length)]).Trim();
        (_odd, _rest) = (1, new TypeGuess(field));
    }

    private void Follow(SourceRows row)
    {
        if (_rest is null)
            return;
        _rest.See(row);
        _following++;
        // An odd value after many of one kind is part of the data, not a remark at the top.
        if (_rest.IsText)
            (_following, _rest) = (0, _following <= MostOdd && _odd++ < MostOdd ? new TypeGuess(field) : null);
    }

    private static bool IsMoment(ReadOnlySpan<byte> text, ref int digits)
    {
        if (digits == 0)
            digits = text.Length;
        return digits is SecondDigits or MillisecondDigits && text.Length == digits
            && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && (text[0] == '1' || (text[0] == '2' && text[1] <= '2'));
    }

    // True for 0, 1, 0.25, .25 and 1.00, with either decimal mark.
    private static bool IsShare(ReadOnlySpan<byte> text, ref bool hasPart)
    {
        var mark = text.IndexOfAny((byte)'.', (byte)',');
        var whole = mark < 0 ? text : text[..mark];
        var part = mark < 0 ? default : text[(mark + 1)..];
        if (part.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0 || (whole.IsEmpty && part.IsEmpty))
            return false;
        var isPart = part.IndexOfAnyExcept((byte)'0') >= 0;
        hasPart |= isPart;
        return whole is [] or [(byte)'0'] || (whole is [(byte)'1'] && !isPart);
    }

    /// <summary>Called after a file's last row.</summary>
    public void EndFile()
    {
        if (_inFile is null)
            return;
        _undecided += _inThisFile?.HasBothOrders == true ? 1 : 0;
        _inThisFile = null;
        _isOnceInFiles &= _inFile.Count == _filledInFile;
        _valuesOfFiles += _inFile.Count;
        _filledInFile = 0;
        _inFile.Clear();
    }

    // Counts numbers and dates in forms that people write but a load does not read.
    private void Look(ReadOnlySpan<byte> text)
    {
        _looked++;
        if (text.Length > LongestExample)
        {
            var blanks = Math.Min(text.Count((byte)' '), MostBlanks);
            (_blanks, _long) = (_blanks + blanks, _long + (blanks > BlanksOfProse ? 1 : 0));
            return;
        }

        var written = Encoding.UTF8.GetString(text).Trim();
        _blanks += written.Count(c => c == ' ');
        _months += Month().IsMatch(written) ? 1 : 0;
        var kind = Quantity.KindOf(written, out var word);
        Periods.See(written);
        Money.See(written, kind == QuantityKind.Number);
        switch (kind)
        {
            case QuantityKind.Number:
                _quantities++;
                break;
            case QuantityKind.Worded:
                _worded++;
                _isOneWord = _isOneWord && (_word ??= word) == word;
                break;
            case QuantityKind.Code:
                _codes++;
                break;
        }
    }

    [GeneratedRegex(
        @"^(\d{1,4}[-/. ]+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
        + @"[-/., ]+\d{1,4}([-/., ]+\d{1,4})?([ T]\d{1,2}:\d{2}.*)?$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Month();

    // Two different 64-bit hashes: two values that share both do not occur in practice.
    internal static UInt128 Hash(ReadOnlySpan<byte> text)
    {
        var (one, other) = (14_695_981_039_346_656_037UL, 0x9E37_79B9_7F4A_7C15UL);
        foreach (var sign in text)
        {
            one = (one ^ sign) * 1_099_511_628_211UL;
            other = System.Numerics.BitOperations.RotateLeft(other, 7) * 0xD6E8_FEB8_6659_FD93UL ^ sign;
        }

        return new UInt128(one, other);
    }
}
