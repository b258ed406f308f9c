namespace Metrics.Refresh.Loading.Times;

/// <summary>A pattern of <see cref="TimePattern"/>, parsed once and applied to every value.</summary>
internal sealed class DeclaredTimeFormat : TimeFormat
{
    private readonly TimeToken[] _tokens;
    private readonly bool _twelveHours;
    private readonly bool _isClock;
    private readonly bool _isMonth;

    private DeclaredTimeFormat(string pattern, TimeToken[] tokens, bool isClock)
    {
        (Description, _tokens, _isClock) = ($"of the form {pattern}", tokens, isClock);
        _isMonth = !isClock && !tokens.Any(t => t.Part == TimePart.Day);
        _twelveHours = tokens.Any(t => t.Part == TimePart.Meridiem);
    }

    public override string Description { get; }

    public static DeclaredTimeFormat Parse(string pattern) => new(pattern, TimePattern.Read(pattern), isClock: false);

    public static DeclaredTimeFormat ParseClock(string pattern) => new(pattern, TimePattern.ReadClock(pattern), isClock: true);

    public override Moment? Read(ReadOnlySpan<byte> text)
    {
        var cursor = new AsciiCursor(text);
        var (year, month, day) = _isClock ? (2000, 1, 1) : (0, 0, _isMonth ? 1 : 0);
        var (hour, minute, second, micros, afternoon) = (0, 0, 0, 0, false);
        int? offset = null;
        foreach (var token in _tokens)
        {
            var value = 0;
            var fits = token.Part switch
            {
                TimePart.Literal => cursor.Skip(token.Literal),
                TimePart.Fraction => cursor.Fraction(out value),
                TimePart.Offset => cursor.Offset(out value),
                TimePart.Meridiem => cursor.Meridiem(out afternoon),
                _ => cursor.Number(token.Fewest, token.Most, out value),
            };
            if (!fits)
                return null;
            switch (token.Part)
            {
                case TimePart.Year: year = value; break;
                case TimePart.ShortYear: year = value + (value < 69 ? 2000 : 1900); break;
                case TimePart.Month: month = value; break;
                case TimePart.Day: day = value; break;
                case TimePart.Hour: hour = value; break;
                case TimePart.Minute: minute = value; break;
                case TimePart.Second: second = value; break;
                case TimePart.Fraction: micros = value; break;
                case TimePart.Offset: offset = value; break;
            }
        }

        if (!cursor.AtEnd || (_twelveHours && hour is < 1 or > 12))
            return null;
        if (_twelveHours)
            hour = (hour % 12) + (afternoon ? 12 : 0);
        return Moment.Of(year, month, day, hour, minute, second, micros, offset);
    }
}
