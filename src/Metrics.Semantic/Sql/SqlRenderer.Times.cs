using System.Globalization;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Sql;

/// <summary>How times are written, as far as dialects agree.</summary>
public abstract partial class SqlRenderer
{
    /// <summary>The name of a grain in functions of time; microseconds are the finest that engines store.</summary>
    protected static string Unit(Grain grain) => grain switch
    {
        Grain.Nanosecond or Grain.Microsecond => "microseconds",
        Grain.Millisecond => "milliseconds",
        _ => grain.Word(),
    };

    /// <summary>A number of grains as an interval; SQL intervals know neither quarters nor nanoseconds.</summary>
    protected static string Interval(int count, Grain grain) => grain switch
    {
        Grain.Quarter => string.Create(CultureInfo.InvariantCulture, $"{3L * count} month"),
        Grain.Nanosecond => string.Create(CultureInfo.InvariantCulture, $"{count / 1000} microsecond"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {grain.Word()}"),
    };

    /// <summary>A zone's name for use in quotes. It is an IANA name and was checked before, so a quote in one is a bug.</summary>
    protected static string Zone(string zone) =>
        zone.Contains('\'') ? throw new InvalidOperationException("a zone's name has no quotes") : zone;
}
