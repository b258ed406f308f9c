using System.Globalization;
using Metrics.Domain.Time;

namespace Metrics.Semantic.Sql;

/// <summary>Words of times that dialects have in common.</summary>
public abstract partial class SqlRenderer
{
    /// <summary>The unit of a grain in functions of time; microseconds are the finest that engines store.</summary>
    protected static string Unit(Grain grain) => grain switch
    {
        Grain.Nanosecond or Grain.Microsecond => "microseconds",
        Grain.Millisecond => "milliseconds",
        _ => grain.Word(),
    };

    /// <summary>So many grains as an interval, which knows neither quarters nor nanoseconds.</summary>
    protected static string Interval(int count, Grain grain) => grain switch
    {
        Grain.Quarter => string.Create(CultureInfo.InvariantCulture, $"{3L * count} month"),
        Grain.Nanosecond => string.Create(CultureInfo.InvariantCulture, $"{count / 1000} microsecond"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} {grain.Word()}"),
    };

    /// <summary>A zone's name to stand in quotes: an IANA name, checked long before; a quote in one would be a bug of ours.</summary>
    protected static string Zone(string zone) =>
        zone.Contains('\'') ? throw new InvalidOperationException("a zone's name has no quotes") : zone;
}
