namespace Metrics.Api.Tests.Doors.GraphQL;

/// <summary>A test in a real browser; skipped, and counted as skipped, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        var browser = Environment.GetEnvironmentVariable("METRICS_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";
        if (!File.Exists(browser))
            Skip = $"no browser at {browser}: install chromium or set METRICS_CHROMIUM, so the page was not seen in one";
    }
}
