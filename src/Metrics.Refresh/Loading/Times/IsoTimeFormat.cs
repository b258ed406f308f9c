namespace Metrics.Refresh.Loading.Times;

/// <summary><c>2026-11-20</c>, optionally <c>T</c> or a space and <c>09:41[:05[.123456]]</c>, optionally an offset.</summary>
internal sealed class IsoTimeFormat : TimeFormat
{
    public static readonly IsoTimeFormat Instance = new();

    private IsoTimeFormat()
    {
    }

    public override string Description => "of the form YYYY-MM-DD HH:MM:SS";

    public override Moment? Read(ReadOnlySpan<byte> text)
    {
        var cursor = new AsciiCursor(text);
        if (!cursor.Number(4, 4, out var year) || !cursor.Skip((byte)'-')
            || !cursor.Number(2, 2, out var month) || !cursor.Skip((byte)'-') || !cursor.Number(2, 2, out var day))
            return null;
        if (cursor.AtEnd)
            return Moment.Of(year, month, day, 0, 0, 0, 0, null);

        var (second, micros) = (0, 0);
        int? offset = null;
        if (!(cursor.Skip((byte)'T') || cursor.Skip((byte)' ') || cursor.Skip((byte)'t'))
            || !cursor.Number(2, 2, out var hour) || !cursor.Skip((byte)':') || !cursor.Number(2, 2, out var minute))
            return null;
        if (cursor.Skip((byte)':') && !cursor.Number(2, 2, out second))
            return null;
        if ((cursor.Skip((byte)'.') || cursor.Skip((byte)',')) && !cursor.Fraction(out micros))
            return null;
        if (!cursor.AtEnd)
        {
            if (!cursor.Offset(out var minutes) || !cursor.AtEnd)
                return null;
            offset = minutes;
        }

        return Moment.Of(year, month, day, hour, minute, second, micros, offset);
    }
}

/// <summary><c>09:41</c>, optionally <c>:05</c> and a fraction of a second.</summary>
internal sealed class IsoClockFormat : TimeFormat
{
    public static readonly IsoClockFormat Instance = new();

    private IsoClockFormat()
    {
    }

    public override string Description => "of the form HH:MM:SS";

    public override Moment? Read(ReadOnlySpan<byte> text)
    {
        var cursor = new AsciiCursor(text);
        var (second, micros) = (0, 0);
        if (!cursor.Number(2, 2, out var hour) || !cursor.Skip((byte)':') || !cursor.Number(2, 2, out var minute))
            return null;
        if (cursor.Skip((byte)':') && !cursor.Number(2, 2, out second))
            return null;
        if ((cursor.Skip((byte)'.') || cursor.Skip((byte)',')) && !cursor.Fraction(out micros))
            return null;
        return cursor.AtEnd ? Moment.Of(2000, 1, 1, hour, minute, second, micros, null) : null;
    }
}
