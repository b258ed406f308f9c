using System.Text;
using Metrics.Refresh.Connectors;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Sources;
using static Metrics.Refresh.Tests.Loading.CsvSource;

namespace Metrics.Refresh.Tests.Loading;

public sealed class TimeTests
{
    [Theory]
    [InlineData("MM/DD/YYYY H:MM:SS", "03/24/2023 4:52:21", "2023-03-24 04:52:21")]
    [InlineData("MM/DD/YYYY H:MM:SS", "12/01/2023 10:00:00", "2023-12-01 10:00:00")]
    [InlineData("MM/DD/YYYY H:MM:SS", "12/01/2023 100:00:00", null)]
    [InlineData("MM/DD/YYYY H:MM:SS", "13/01/2023 1:00:00", null)]
    [InlineData("MM/DD/YYYY H:MM:SS", "3/24/2023 4:52:21", null)]
    [InlineData("MM/DD/YYYY H:MM:SS", "03/24/2023 4:52:21 ", "2023-03-24 04:52:21")]
    [InlineData("MM/DD/YYYY H:MM:SS", "03/24/2023 4:52:21x", null)]
    [InlineData("MM/DD/YYYY H:MM:SS", "03/24/2023", null)]
    [InlineData("M/D/YY", "2/9/68", "2068-02-09 00:00:00")]
    [InlineData("M/D/YY", "2/9/69", "1969-02-09 00:00:00")]
    [InlineData("DD.MM.YYYY HH:MI", "09.02.2024 23:59", "2024-02-09 23:59:00")]
    [InlineData("YYYY-MM-DDTHH:MM:SS.FFF", "2024-02-09T01:02:03.4567891", "2024-02-09 01:02:03.456789")]
    [InlineData("YYYY-MM-DD HH:MM AM", "2024-02-09 12:30 am", "2024-02-09 00:30:00")]
    [InlineData("YYYY-MM-DD HH:MM AM", "2024-02-09 12:30 PM", "2024-02-09 12:30:00")]
    [InlineData("YYYY-MM-DD HH:MM PM", "2024-02-09 01:30 pm", "2024-02-09 13:30:00")]
    [InlineData("YYYY-MM-DD HH:MM AM", "2024-02-09 13:30 PM", null)]
    [InlineData("YYYYMMDD'at'HHMMSS", "20240209at010203", "2024-02-09 01:02:03")]
    public void A_declared_pattern_reads_what_it_says_and_nothing_else(string pattern, string text, string? read)
    {
        var moment = TimeFormat.Of(pattern).Read(Encoding.UTF8.GetBytes(text).AsSpan().TrimEnd((byte)' '));
        Assert.Equal(
            read, moment is { } m ? new DateTime(2000, 1, 1).AddMicroseconds(m.Micros).ToString("yyyy-MM-dd HH:mm:ss.FFFFFF") : null);
    }

    [Theory]
    [InlineData("yyyy-MM-dd", "'yyyy' is not a token")]
    [InlineData("MM/DD", "it has no year")]
    [InlineData("MM/DD/YYYY MM", "it has the month twice")]
    [InlineData("YYYY-MM-DD AM", "AM or PM needs an hour")]
    [InlineData("YYYY-MM-DD 'at", "a quote is never closed")]
    [InlineData("YYY-MM-DD", "'YYY' is not a token")]
    public void A_pattern_that_makes_no_sense_says_why(string pattern, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => TimeFormat.Of(pattern)).Message);

    [Theory]
    [InlineData("2024-07-01 12:00:00", "2024-07-01 10:00:00+00")]
    [InlineData("2024-01-01 12:00:00", "2024-01-01 11:00:00+00")]
    [InlineData("2024-10-27 01:59:59", "2024-10-26 23:59:59+00")]
    [InlineData("2024-10-27 02:00:00", "2024-10-27 01:00:00+00")]
    [InlineData("2024-10-27 02:59:59", "2024-10-27 01:59:59+00")]
    [InlineData("2024-10-27 03:00:00", "2024-10-27 02:00:00+00")]
    [InlineData("2024-03-31 01:59:59", "2024-03-31 00:59:59+00")]
    [InlineData("2024-03-31 02:00:00", null)]
    [InlineData("2024-03-31 02:59:59", null)]
    [InlineData("2024-03-31 03:00:00", "2024-03-31 01:00:00+00")]
    [InlineData("2024-10-27 02:30:00+02:00", "2024-10-27 00:30:00+00")]
    public Task In_Madrid_a_time_that_comes_twice_is_the_second_and_a_skipped_one_is_rejected(string local, string? utc) =>
        AssertInstantAsync("Europe/Madrid", local, utc);

    [Theory]
    [InlineData("Pacific/Apia", "2011-12-30 12:00:00", null)]
    [InlineData("Pacific/Apia", "2011-12-31 00:00:00", "2011-12-30 10:00:00+00")]
    [InlineData("Australia/Lord_Howe", "2024-04-07 01:45:00", "2024-04-06 15:15:00+00")]
    [InlineData("Australia/Lord_Howe", "2024-10-06 02:15:00", null)]
    [InlineData("Asia/Kathmandu", "2024-10-06 02:15:00", "2024-10-05 20:30:00+00")]
    [InlineData("UTC", "0001-01-01 00:00:00", "0001-01-01 00:00:00+00")]
    public Task Odd_zones_are_no_exception(string zone, string local, string? utc) => AssertInstantAsync(zone, local, utc);

    [Fact]
    public async Task An_unknown_zone_or_pattern_fails_the_table()
    {
        await using var store = new Store();
        using var zone = new CsvSource(Column("x", ColumnKind.Timestamp, zone: "Europe/Atlantis")).Holding("x\n");
        Assert.Contains("Europe/Atlantis", (await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(zone.Table))).Message);
        using var pattern = new CsvSource(Column("x", ColumnKind.Timestamp, format: "mm/dd")).Holding("x\n");
        Assert.Contains("'mm' is not a token", (await Assert.ThrowsAsync<SourceException>(() => store.LoadAsync(pattern.Table))).Message);
    }

    private static async Task AssertInstantAsync(string zone, string local, string? utc)
    {
        await using var store = new Store();
        using var source = new CsvSource(Column("x", ColumnKind.Timestamp, zone: zone)).Holding($"x\n{local}\n");
        var result = await store.LoadAsync(source.Table);
        Assert.Equal(utc is null ? [] : [utc], await store.TextsAsync($"select x::text from store.{store.Relation}"));
        Assert.Equal(
            utc is null ? [$"rows.csv|2|x|'{local}' does not exist in {zone}: the clocks skip it|{local}"] : [],
            await store.RejectsAsync());
        Assert.Equal(1, result.Rows);
    }
}
