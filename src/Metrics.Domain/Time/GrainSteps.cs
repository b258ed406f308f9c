namespace Metrics.Domain.Time;

/// <summary>Arithmetic in whole days, weeks, months, quarters and years.</summary>
public static class GrainSteps
{
    /// <summary>
    /// The local time this many grains later (or earlier, when negative); null outside the years 1 to 9998 or for grains finer than a day.
    /// </summary>
    public static DateTime? Step(this Grain grain, DateTime local, int count)
    {
        if (!grain.IsDateLike())
            return null;
        long months = grain switch { Grain.Month => count, Grain.Quarter => 3L * count, Grain.Year => 12L * count, _ => 0 };
        long days = grain switch { Grain.Day => count, Grain.Week => 7L * count, _ => 0 };
        var year = Math.Floor((local.Year * 12d + local.Month - 1 + months) / 12);
        if (year is < 1 or > 9998 || Math.Abs(days) > 9998 * 366L)
            return null;
        var ticks = local.AddMonths((int)months).Ticks + (days * TimeSpan.TicksPerDay);
        return ticks < 0 || ticks >= _end.Ticks ? null : new DateTime(ticks);
    }

    private static readonly DateTime _end = new(9999, 1, 1);
}
