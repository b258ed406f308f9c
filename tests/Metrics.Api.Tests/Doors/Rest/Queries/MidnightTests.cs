using System.Globalization;
using System.Net;
using Metrics.Testing;

namespace Metrics.Api.Tests.Doors.Rest.Queries;

/// <summary>Words such as "today" mean another day after midnight of the question's time zone.</summary>
public sealed class MidnightTests(SmallStorefront storefront) : IClassFixture<SmallStorefront>
{
    private static readonly TimeZoneInfo _madrid = TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid");

    [Theory]
    [InlineData("today", 0, true)]
    [InlineData("yesterday", 1, true)]
    [InlineData("yesterday", 1, false)]
    public async Task An_answer_to_words_ends_with_the_day_in_the_question_s_zone(string words, int daysBack, bool hasRoom)
    {
        var clock = new HeldClock(TimeProvider.System.GetUtcNow());
        var bytes = hasRoom ? "1000000" : "1";
        using var api = new ApiHost(
            clock, storefront.Warehouse.ConnectionString, ("Metrics:CacheBytes", bytes), ("Metrics:BodyCacheBytes", bytes));
        var counts = await CountsAsync(api);
        // The evening before a day on which another number was sold than the day before.
        var day = counts.Keys.First(d => counts.TryGetValue(d.AddDays(1), out var next) && next != counts[d]);
        var midnight = TimeZoneInfo.ConvertTimeToUtc(day.AddDays(daysBack + 1).ToDateTime(default), _madrid);
        clock.Move(new DateTimeOffset(midnight, TimeSpan.Zero).AddSeconds(-30) - clock.GetUtcNow());
        await ConfirmedAsync(api);

        var path = $"/api/v1/query?metrics=transactions_all_statuses&time_zone=Europe/Madrid&time_range={words}";
        var (first, before) = await api.GetAsync(path);
        var (again, same) = await api.GetAsync(path);
        Assert.Equal((counts[day], counts[day]), (Value(before), Value(same)));
        Assert.StartsWith(
            hasRoom ? "cache;desc=\"hit\"" : "plan;dur=0, ", Assert.Single(again.Headers.GetValues("Server-Timing")),
            StringComparison.Ordinal);

        // Also for whoever has it already. The last poll was not yet a second ago.
        clock.Move(TimeSpan.FromSeconds(30));
        await ConfirmedAsync(api);
        var (changed, after) = await api.GetAsync(
            path, r => r.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(counts[day.AddDays(1)], Value(after));
    }

    [Fact]
    public async Task All_questions_of_a_batch_are_of_one_instant()
    {
        var clock = new FlickeringClock();
        using var api = new ApiHost(
            clock, storefront.Warehouse.ConnectionString, ("Metrics:CacheBytes", "1"), ("Metrics:BodyCacheBytes", "1"));
        var counts = await CountsAsync(api);
        var day = counts.Keys.First(d => counts.TryGetValue(d.AddDays(1), out var next) && next != counts[d]);
        clock.Midnight = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(day.AddDays(1).ToDateTime(default), _madrid), TimeSpan.Zero);
        const string Today = """{"metrics": ["transactions_all_statuses"], "time_zone": "Europe/Madrid", "time_range": "today"}""";
        using var content = new StringContent(
            $$"""{"queries": [{{string.Join(", ", Enumerable.Repeat(Today, 20))}}]}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await api.Client.PostAsync(new Uri("/api/v1/query/batch", UriKind.Relative), content);
        using var batch = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var values = batch.RootElement.GetProperty("results").EnumerateArray().Select(r => Value(r.GetProperty("answer"))).ToList();
        Assert.Equal(20, values.Count);
        Assert.Contains(Assert.Single(values.Distinct()), (long[])[counts[day], counts[day.AddDays(1)]]);
    }

    // A clock that jumps leaves the last poll behind; the next one is on its way.
    private static Task ConfirmedAsync(ApiHost api) => Eventually.HoldsAsync(
        async () => (await api.GetAsync("/health/ready")).Body.GetProperty("freshness").GetString() == "confirmed", "no poll came");

    private static async Task<SortedDictionary<DateOnly, long>> CountsAsync(ApiHost api)
    {
        var (_, body) = await api.GetAsync(
            "/api/v1/query?metrics=transactions_all_statuses&group_by=metric_time__day&time_zone=Europe/Madrid");
        return new SortedDictionary<DateOnly, long>(body.GetProperty("rows").EnumerateArray()
            .Where(r => r[0].GetString() is not null)
            .ToDictionary(r => DateOnly.ParseExact(r[0].GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture), r => r[1].GetInt64()));
    }

    private static long Value(System.Text.Json.JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("rows", out var rows), answer.GetRawText());
        return rows[0][0].GetInt64();
    }

    /// <summary>A clock that alternates between just before and just after midnight.</summary>
    private sealed class FlickeringClock : TimeProvider
    {
        private int _times;

        public DateTimeOffset? Midnight { get; set; }

        public override DateTimeOffset GetUtcNow() =>
            Midnight is { } midnight ? midnight.AddMilliseconds(Interlocked.Increment(ref _times) % 2 == 0 ? -1 : 1) : base.GetUtcNow();
    }
}
