namespace Metrics.Refresh.Loading.Times;

/// <summary>A date and time of day as written: microseconds since 2000-01-01 on the writer's clock, as PostgreSQL counts them.</summary>
/// <param name="Micros">Local time; if the text has an offset, local to that offset.</param>
/// <param name="OffsetMinutes">Minutes east of UTC; null when the text does not say.</param>
internal readonly record struct Moment(long Micros, int? OffsetMinutes)
{
    public const long MicrosPerDay = 86_400_000_000;

    private const int Epoch = 730_119;

    /// <summary>Days since 2000-01-01, the time of day cut off.</summary>
    public int Days => (int)Math.Floor((double)Micros / MicrosPerDay);

    public bool IsMidnight => Micros % MicrosPerDay == 0;

    /// <summary>Null for a date that is in no calendar, or a time that is on no clock.</summary>
    public static Moment? Of(int year, int month, int day, int hour, int minute, int second, int micros, int? offsetMinutes)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59
            || second > 59)
            return null;
        var seconds = (((hour * 60L) + minute) * 60) + second;
        return new Moment(
            ((new DateOnly(year, month, day).DayNumber - Epoch) * MicrosPerDay) + (seconds * 1_000_000) + micros, offsetMinutes);
    }
}
