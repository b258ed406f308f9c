using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Testing;

namespace Metrics.Domain.Tests.Time;

public sealed class TimeRangeTextTests
{
    private static readonly TimeZoneInfo _madrid = TimeZoneName.Find("Europe/Madrid")!;

    // A Thursday; in Madrid it is already Friday.
    private static readonly DateTimeOffset _now = new(2026, 3, 5, 23, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("today", "2026-03-06", "2026-03-07")]
    [InlineData("yesterday", "2026-03-05", "2026-03-06")]
    [InlineData("this day", "2026-03-06", "2026-03-07")]
    [InlineData("this week", "2026-03-02", "2026-03-09")]
    [InlineData("This  Month", "2026-03-01", "2026-04-01")]
    [InlineData("this quarter", "2026-01-01", "2026-04-01")]
    [InlineData("this year", "2026-01-01", "2027-01-01")]
    [InlineData("last 28 days", "2026-02-06", "2026-03-06")]
    [InlineData("last 1 day", "2026-03-05", "2026-03-06")]
    [InlineData("last week", "2026-02-23", "2026-03-02")]
    [InlineData("last 2 weeks", "2026-02-16", "2026-03-02")]
    [InlineData("last 6 months", "2025-09-01", "2026-03-01")]
    [InlineData("last quarter", "2025-10-01", "2026-01-01")]
    [InlineData("last 3 years", "2023-01-01", "2026-01-01")]
    [InlineData("week to date", "2026-03-02", "2026-03-07")]
    [InlineData("month to date", "2026-03-01", "2026-03-07")]
    [InlineData("year to date", "2026-01-01", "2026-03-07")]
    public void Relative_words_count_from_the_day_it_is_in_the_zone(string text, string start, string end) =>
        Assert.Equal(new ResolvedRange(Days(start, end), IsRelative: true), TimeRangeText.Parse(text, _now, _madrid).Value);

    [Theory]
    [InlineData("2026", "2026-01-01", "2027-01-01")]
    [InlineData("2026-Q1", "2026-01-01", "2026-04-01")]
    [InlineData("2026-q4", "2026-10-01", "2027-01-01")]
    [InlineData("2026-12", "2026-12-01", "2027-01-01")]
    [InlineData("2024-02", "2024-02-01", "2024-03-01")]
    [InlineData("2026-W01", "2025-12-29", "2026-01-05")]
    [InlineData("2026-W53", "2026-12-28", "2027-01-04")]
    [InlineData("2026-03-29", "2026-03-29", "2026-03-30")]
    [InlineData("2026-01-01/2026-02-01", "2026-01-01", "2026-02-01")]
    [InlineData("2026-01-01 / ..", "2026-01-01", null)]
    [InlineData("/2026-02-01", null, "2026-02-01")]
    public void Calendar_words_mean_the_same_at_any_time(string text, string? start, string? end) =>
        Assert.Equal(new ResolvedRange(Days(start, end), IsRelative: false), TimeRangeText.Parse(text, _now, _madrid).Value);

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("last")]
    [InlineData("last 0 days")]
    [InlineData("last -1 days")]
    [InlineData("last 1.5 days")]
    [InlineData("last ٣ days")]
    [InlineData("last 99999999999 days")]
    [InlineData("last 9999999 days")]
    [InlineData("last 2147483647 years")]
    [InlineData("this days")]
    [InlineData("last 3 dayss")]
    [InlineData("last 24 hours")]
    [InlineData("0000")]
    [InlineData("9999")]
    [InlineData("9998-12-31/9999-01-01")]
    [InlineData("2026-Q5")]
    [InlineData("2026-13")]
    [InlineData("2025-W53")]
    [InlineData("9999-W53")]
    [InlineData("2026-W00")]
    [InlineData("2026-02-30")]
    [InlineData("2026-1-1")]
    [InlineData("2026-")]
    [InlineData("26")]
    [InlineData("/")]
    [InlineData("../..")]
    [InlineData("2026-02-01/2026-01-01")]
    [InlineData("2026-01-01/2026-02-01/2026-03-01")]
    [InlineData("2026-01-01/x")]
    [InlineData("2026-01-01T25:00/..")]
    public void Anything_else_is_refused(string text) =>
        Assert.Equal(DiagnosticCode.MalformedRequest, Assert.Single(TimeRangeText.Parse(text, _now, _madrid).Diagnostics).Code);

    [Theory]
    [InlineData("2026-01-15T12:00:00", "2026-01-15T12:00:00")]
    [InlineData("2026-01-15 12:00", "2026-01-15T12:00:00")]
    [InlineData("2026-01-15T12:00:00.123456", "2026-01-15T12:00:00.123456")]
    [InlineData("2026-01-15T12:00:00Z", "2026-01-15T13:00:00")]
    [InlineData("2026-07-15T12:00:00Z", "2026-07-15T14:00:00")]
    [InlineData("2026-01-15T12:00:00-05:00", "2026-01-15T18:00:00")]
    [InlineData("2026-01-15T23:30:00.5Z", "2026-01-16T00:30:00.5")]
    // The last moment before the hour that is skipped in spring, and the first after.
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29T01:59:59")]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29T03:00:00")]
    public void A_timestamp_with_an_offset_is_taken_to_the_zone(string text, string local)
    {
        var range = TimeRangeText.Between(text, null, _madrid).Value!;
        Assert.Equal(new TimeWindow(DateTime.Parse(local, CultureInfo.InvariantCulture), null), range.Window);
    }

    [Theory]
    [InlineData("2026-10-25T00:00:00Z", false)]
    [InlineData("2026-10-25T00:30:00Z", false)]
    [InlineData("2026-10-25T01:30:00Z", false)]
    [InlineData("2026-10-24T23:59:59Z", true)]
    [InlineData("2026-10-25T02:00:00Z", true)]
    public void A_moment_in_the_hour_that_happens_twice_is_refused(string text, bool accepted) =>
        Assert.Equal(accepted, TimeRangeText.Between(null, text, _madrid).Value is not null);

    [Fact]
    public void Both_ends_are_checked_at_once() =>
        Assert.Equal(2, TimeRangeText.Between("x", "y", _madrid).Diagnostics.Count);

    [Fact]
    public void Start_and_end_may_be_the_same_and_hold_nothing() =>
        Assert.Equal(Days("2026-01-01", "2026-01-01"), TimeRangeText.Between("2026-01-01", "2026-01-01", _madrid).Value!.Window);

    [Fact]
    public void On_any_moment_in_any_zone_the_parts_of_time_touch_and_hold_today()
    {
        var seed = Draws.Seed(24);
        var random = new Random(seed);
        var zones =
            new[] { "UTC", "Europe/Madrid", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Beirut", "America/Havana",
                "Australia/Lord_Howe" }
            .Select(n => TimeZoneName.Find(n)!).ToList();
        for (var i = 0; i < 5_000; i++)
        {
            var zone = zones[random.Next(zones.Count)];
            var now = Moment(random, zone);
            var today = TimeZoneInfo.ConvertTime(now, zone).Date;
            TimeWindow Of(string text) => TimeRangeText.Parse(text, now, zone).Value!.Window;
            var count = random.Next(1, 100);
            foreach (var unit in new[] { "day", "week", "month", "quarter", "year" })
            {
                var (current, before, many) = (Of($"this {unit}"), Of($"last {unit}"), Of($"last {count} {unit}s"));
                var place = $"seed {seed}: {now:O} {zone.Id} {unit}";
                Assert.True(current.Start <= today && today < current.End, place);
                Assert.True(before.End == current.Start && before.Start < before.End, place);
                Assert.True(many.End == current.Start && many.Start <= before.Start, place);
                Assert.True(Of($"{unit} to date") == new TimeWindow(current.Start, today.AddDays(1)), place);
            }

            Assert.Equal(count, (int)(Of($"last {count} days").End - Of($"last {count} days").Start)!.Value.TotalDays);
            Assert.Equal(DayOfWeek.Monday, Of("this week").Start!.Value.DayOfWeek);
            Assert.Equal(Of("today"), Of(today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            Assert.Equal(Of("this month"), Of(today.ToString("yyyy-MM", CultureInfo.InvariantCulture)));
            Assert.Equal(Of("this week"), Of($"{ISOWeek.GetYear(today):0000}-W{ISOWeek.GetWeekOfYear(today):00}"));
            Assert.Equal(Of("yesterday").End, Of("today").Start);
        }
    }

    // Often close to a change of the clocks or the turn of a year, where mistakes live.
    private static DateTimeOffset Moment(Random random, TimeZoneInfo zone)
    {
        var year = random.Next(2000, 2041);
        var near = random.Next(3) switch
        {
            0 => new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            1 => new DateTimeOffset(year, random.Next(2) == 0 ? 3 : 10, random.Next(7, 31), 0, 0, 0, TimeSpan.Zero),
            _ => new DateTimeOffset(year, random.Next(1, 13), random.Next(1, 29), 0, 0, 0, zone.BaseUtcOffset),
        };
        return near.AddSeconds(random.Next(-90_000, 90_000));
    }

    private static TimeWindow Days(string? start, string? end) => new(Day(start), Day(end));

    private static DateTime? Day(string? text) =>
        text is null ? null : DateTime.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
