namespace Metrics.Engines;

/// <summary>Warnings about values that answers cannot show.</summary>
internal static class Unshown
{
    public const string NotFinite = "NaN and infinity became null";

    public const string OutOfRange = "infinite times, and those outside the years 1 to 9999, became null";
}
