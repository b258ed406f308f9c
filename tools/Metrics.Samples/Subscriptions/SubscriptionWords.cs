using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.Money;

namespace Metrics.Samples.Subscriptions;

/// <summary>Where people are and what they pay in.</summary>
internal sealed record Market(string Country, string Currency, string[] Cities);

/// <summary>A web funnel and how many of a thousand sessions it sells to.</summary>
internal sealed record Funnel(string Id, string Alias, string Title, int Sells, bool Deleted = false);

/// <summary>The vocabulary of the sample, made up for it.</summary>
internal static class SubscriptionWords
{
    // As often as they stand here; a country may be missing and comes as an empty text then.
    public static readonly Market[] Places =
    [
        UnitedStates(), UnitedStates(), UnitedStates(), UnitedStates(), UnitedStates(), UnitedStates(),
        new("GB", "gbp", ["London", "Leeds"]), new("GB", "gbp", ["London", "Cardiff"]), new("DE", "eur", ["Köln", "Berlin", "Lübeck"]),
        new("ES", "eur", ["Málaga", "A Coruña", ""]), new("FR", "eur", ["Nîmes", "Paris"]), new("BR", "brl", ["São Luís", "Recife"]),
        new("JP", "jpy", ["大阪", "Tokyo"]), new("KR", "krw", ["Busan", "Seoul"]), new("IN", "inr", ["Pune", "Kochi"]),
        new("CL", "clp", ["Valparaíso"]),
        new("KW", "kwd", ["Hawalli"]), new("BH", "bhd", ["Manama"]), new("IS", "isk", ["Reykjavík"]), new("", "usd", [""]),
    ];

    public static readonly Funnel[] Funnels =
    [
        new("fnl_7b21c0", "quiz-sleep", "Sleep quiz", 110), new("fnl_1d94aa", "quiz-sleep-b", "Sleep quiz, short", 150),
        new("fnl_c3007e", "plan-weight", "Weight plan", 130), new("fnl_58ef12", "plan-habits", "Habit plan", 90),
        new("fnl_a6642d", "webinar", "Webinar", 60), new("fnl_0f8b93", "paywall-direct", "Straight to the paywall", 170),
        new("fnl_e41777", "gift", "Gift, for \"somebody else\"", 40), new("fnl_99d05c", "summer", "Summer, gone since", 100, Deleted: true),
    ];

    public static readonly string[] Names =
        ("ada bela carmen dario elif fumiko goran hanna ines jonas kofi lucia mina "
            + "noor olaf pilar quim rosa sami tuulikki ugo vera wim xenia yara zoltan").Split(' ');

    public static readonly string[] OtherOrigins =
        ["", "", "https://www.google.com/?utm_source=google&utm_medium=cpc", "https://news.example.org/apps-we-like",
            "https://t.example/?utm_source=newsletter&utm_campaign=2025-07"];

    public static readonly string[] Steps =
        "onboarding_started profile_filled goal_chosen notifications_asked onboarding_completed".Split(' ');

    public static readonly string[] OtherEvents = "app_opened paywall_viewed lesson_finished".Split(' ');

    private static Market UnitedStates() => new("US", Currency.Dollar.Code, ["Austin", "Boise", "St. John's", "New York"]);
}

/// <summary>The year of the sample.</summary>
internal static class SampleYear
{
    public static readonly DateTime First = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Nothing is paid from then on.</summary>
    public static readonly DateTime End = new(2026, 3, 15, 0, 0, 0, DateTimeKind.Utc);

    private const int Days = 365;

    public static DateTime AnyTime(SplitMix64 random) => First.AddDays(random.Below(Days)).AddSeconds(random.Below(24 * 60 * 60));

    public static DateOnly Day(this DateTime at) => DateOnly.FromDateTime(at);
}
