namespace Metrics.Engines;

/// <summary>What answers cannot show, in the words of their warnings.</summary>
internal static class Unshown
{
    public const string NotFinite = "NaN and infinity became null";

    public const string OutOfRange = "infinite times, and those outside the years 1 to 9999, became null";
}
