namespace Metrics.Refresh.Loading.Times;

/// <summary>Reads digits, separators and offsets from left to right. After a failed read the value must be given up.</summary>
internal ref struct AsciiCursor(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    public readonly bool AtEnd => _at == _text.Length;

    public readonly byte Next => _at < _text.Length ? _text[_at] : (byte)0;

    public bool Skip(byte expected)
    {
        if (Next != expected || AtEnd)
            return false;
        _at++;
        return true;
    }

    public bool Number(int fewest, int most, out int value)
    {
        value = 0;
        var digits = 0;
        for (; digits < most && _at < _text.Length && (uint)(_text[_at] - '0') <= 9; digits++)
            value = (value * 10) + (_text[_at++] - '0');
        return digits >= fewest;
    }

    /// <summary>A fraction of a second, up to nine digits, truncated to microseconds.</summary>
    public bool Fraction(out int micros)
    {
        micros = 0;
        var start = _at;
        for (var weight = 100_000; _at < _text.Length && (uint)(_text[_at] - '0') <= 9; weight /= 10)
            micros += (_text[_at++] - '0') * weight;
        return _at - start is >= 1 and <= 9;
    }

    /// <summary><c>Z</c>, <c>+02</c>, <c>+0200</c> or <c>+02:00</c>.</summary>
    public bool Offset(out int minutes)
    {
        minutes = 0;
        if (Skip((byte)'Z') || Skip((byte)'z'))
            return true;
        var west = Next == '-';
        if (!(Skip((byte)'+') || Skip((byte)'-')) || !Number(2, 2, out var hours))
            return false;
        var part = 0;
        if ((Skip((byte)':') || !AtEnd) && !Number(2, 2, out part))
            return false;
        minutes = (west ? -1 : 1) * ((hours * 60) + part);
        // Neither PostgreSQL nor ISO 8601 allows an offset of 16 hours or more.
        return hours < 16 && part < 60;
    }

    /// <summary><c>AM</c> or <c>PM</c>, in any case.</summary>
    public bool Meridiem(out bool afternoon)
    {
        afternoon = (Next | 0x20) == 'p';
        if ((Next | 0x20) is not ('a' or 'p'))
            return false;
        _at++;
        return Skip((byte)'M') || Skip((byte)'m');
    }
}
