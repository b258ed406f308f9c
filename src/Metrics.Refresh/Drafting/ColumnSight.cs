using System.Text;
using System.Text.RegularExpressions;
using Metrics.Refresh.Connectors;

namespace Metrics.Refresh.Drafting;

/// <summary>What is seen of a column while its rows are read: what would read it, its values, what stands for nothing.</summary>
/// <param name="field">Where it stands in a row.</param>
/// <param name="inSeveral">True when the table has several files.</param>
internal sealed partial class ColumnSight(int field, bool inSeveral)
{
    // Between 2001 and 2040.
    private const int SecondDigits = 10;
    private const int MillisecondDigits = 13;

    // More are not told apart, but for a column in which every row has a value of its own.
    private const int MostValues = 100_000;
    private const int LongestWord = 8;
    private const int LongestExample = 40;
    private const int MostLooked = 200;

    // As many may stand before the values that a column is of, such as a remark in its first rows.
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
    private int _odd;
    private bool _mayBeMoments = true;
    private int _momentDigits;
    private TypeGuess? _rest;
    private long _valuesOfFiles;
    private long _following;
    private bool _mayBeShares = true;
    private bool _hasPart;

    public TypeGuess Types { get; } = new(field);

    /// <summary>Rows with a value.</summary>
    public long Filled { get; private set; }

    public long Empty { get; private set; }

    /// <summary>Words for nothing, which count only where the rest is no text.</summary>
    public IReadOnlyCollection<string> Nulls => _nulls;

    /// <summary>The different values; null when there are too many.</summary>
    public HashSet<UInt128>? Values => _values;

    /// <summary>True when every row has a value of its own.</summary>
    public bool IsUnique => _values is not null && Empty == 0 && _nulls.Count == 0 && Filled > 0 && _values.Count == Filled;

    /// <summary>True when no two rows have the same value.</summary>
    public bool IsOnce => Filled > 0 && _values?.Count == Filled;

    /// <summary>True when no two rows of a file have the same value, and rows of different files do.</summary>
    public bool IsRepeated => _inFile is not null && _isOnceInFiles && Filled > 0 && !IsOnce;

    /// <summary>True when no value stands in two files.</summary>
    public bool IsOfOneFile => _inFile is not null && _values is not null && Filled > 0 && _valuesOfFiles == _values.Count;

    /// <summary>True when a value is there that is no word for nothing.</summary>
    public bool HasValues { get; private set; }

    /// <summary>True when a JSON record has an object or a list here.</summary>
    public bool IsNested { get; private set; }

    /// <summary>What a header would have to say to read something out of that object; null where there is none.</summary>
    public string? Inner { get; init; }

    /// <summary>True when every value is from 0 to 1, and one at least between them: shares of something, or small amounts.</summary>
    public bool MayBeShares => _mayBeShares && _hasPart;

    /// <summary>The value that made a text of the column, for the message that says why; null for none.</summary>
    public string? Example { get; private set; }

    /// <summary>How many values before that one could have been something else.</summary>
    public long Fitting { get; private set; }

    /// <summary>True when every value is a number that seconds or milliseconds since 1970 have between 2001 and 2040.</summary>
    public bool MayBeMoments => _mayBeMoments && HasValues && Filled > 1;

    /// <summary>Whether these are milliseconds, which have three digits more in all of those years.</summary>
    public bool AreMilliseconds => _momentDigits == MillisecondDigits;

    /// <summary>How many values behind the first odd ones are of one kind that is no text; 0 when they are not.</summary>
    public long Following => _rest?.Left.Count > 0 ? _following : 0;

    /// <summary>True when all that was looked at of a text are dates with the names of months.</summary>
    public bool IsOfMonths => _looked > 0 && _months == _looked;

    /// <summary>True when all that was looked at of a text are numbers with something beside them.</summary>
    public bool IsOfQuantities => _looked > 0 && _quantities + Units == _looked;

    /// <summary>True when letters beside digits make codes of values, such as numbers of articles, and no unit or currency.</summary>
    public bool IsOfCodes => (_codes + _worded - Units) * 10 > _looked;

    /// <summary>A word that stands behind every number; null for none.</summary>
    public string? Unit => Units > 0 ? _word : null;

    // A word that nobody knows is a unit where it stands behind every number.
    private int Units => _isOneWord && _worded > 1 ? _worded : 0;

    public void See(SourceRows row, bool isJson)
    {
        var text = row.Field(field);
        if (text.Trim((byte)' ').IsEmpty)
        {
            Empty++;
            // Blanks are a text, and nothing to every other type once they are said to be.
            if (!text.IsEmpty && text.Length <= LongestWord)
                _nulls.Add(Encoding.UTF8.GetString(text));
            return;
        }

        Filled++;
        IsNested |= isJson && !row.IsQuoted(field) && text[0] is (byte)'{' or (byte)'[';
        // Numbers and times are read without the blanks around them, and no key is told from another by them.
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

        HasValues = true;
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
        // After many of one kind another odd value is one among others, and no remark at the beginning.
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

    // 0, 1, 0.25 and .25 are, and 1.00; the decimal mark may be either.
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

    /// <summary>Said when a file's last row was seen.</summary>
    public void EndFile()
    {
        if (_inFile is null)
            return;
        _isOnceInFiles &= _inFile.Count == _filledInFile;
        _valuesOfFiles += _inFile.Count;
        _filledInFile = 0;
        _inFile.Clear();
    }

    // What people write as numbers and dates, and no load reads.
    private void Look(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestExample)
        {
            _looked = MostLooked;
            return;
        }

        var written = Encoding.UTF8.GetString(text).Trim();
        _looked++;
        _months += Month().IsMatch(written) ? 1 : 0;
        switch (Quantity.KindOf(written, out var word))
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

    // Two different sums of 64 bits: that two values share both does not happen.
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
