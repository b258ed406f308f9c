namespace Metrics.Domain.Time;

/// <summary>IANA names of time zones: <c>Europe/Madrid</c>, <c>UTC</c>.</summary>
public static class TimeZoneName
{
    /// <summary>The zone of that name, or null.</summary>
    /// <remarks>Case-sensitive: PostgreSQL and some systems ignore case, but a zone must have only one name in keys.</remarks>
    public static TimeZoneInfo? Find(string name) =>
        IsPlain(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name ? zone : null;

    // The system reads files by these names: none from other folders, and not the private ones beside the zones.
    private static bool IsPlain(string name) =>
        name == "UTC"
        || (name.Length is > 2 and <= 64
            && name.Contains('/')
            && char.IsAsciiLetterUpper(name[0])
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-'));
}
