using Metrics.Samples.Making;

namespace Metrics.Samples.Greenery;

/// <summary>The answers of the pack's saved queries, by their columns and in their order.</summary>
internal static class GreeneryAnswers
{
    private static readonly string[] _repeat = ["purchasers", "repeat_purchasers", "repeat_rate"];

    private static readonly string[] _funnel =
    [
        "sessions_with_page_view", "sessions_with_add_to_cart", "sessions_with_checkout", "loss_after_page_view", "loss_after_add_to_cart",
        "greenery_conversion_rate",
    ];

    public static ExpectedAnswers Of(GreeneryTruth truth, Shop shop, decimal scale, ulong seed)
    {
        var (answers, sums) = (new ExpectedAnswers("greenery", scale, seed), truth.Sums);
        AddUsers(answers, sums);
        AddRepeatRates(answers, sums);
        AddDays(answers, sums);
        AddBuckets(answers, sums);
        answers.Add("session_funnel", _funnel, [Funnel(sums, null)]);
        answers.Add(
            "session_funnel_by_bucket", ["user__order_bucket", .. _funnel],
            sums.Keys("visits").Where(k => k.First is not null).Select(k => Row(k.First, Funnel(sums, k.First))));
        AddPlants(answers, sums, shop);
        answers.Add(
            "top_users", ["user", "orders_of_purchasers", "total_spend"],
            truth.Top.Select(u => Row(u.Id, u.Orders, u.Cents / 100m)));
        answers.Add(
            "greenery_pace",
            ["orders_per_hour", "sessions_per_hour", "average_session_seconds", "average_browsing_seconds", "average_delivery_days"],
            [Row(
                Ratio(sums["orders"], truth.OrderHours), Ratio(sums["visit hours"], truth.ActiveHours),
                Ratio(sums["seconds"], sums["visits"]), Ratio(sums["browsing seconds"], sums["visits"]),
                Ratio(sums["days"], sums["delivered"]))]);
        return answers;
    }

    private static void AddUsers(ExpectedAnswers answers, Tally sums)
    {
        var users = sums.Keys("users by bucket").Sum(k => sums["users by bucket", k.First]);
        answers.Add(
            "users_by_order_count", ["user__order_count", "greenery_users"],
            Rows(sums, "users by count", k => [k, Whole(sums["users by count", k])]));
        answers.Add(
            "users_by_bucket", ["user__order_bucket", "greenery_users", "share"],
            Rows(sums, "users by bucket", k => [k, Whole(sums["users by bucket", k]), Ratio(sums["users by bucket", k], users)]));
        answers.Add(
            "buckets_by_state", ["user__state", "user__order_bucket", "greenery_users", "share"],
            Shares(sums, "users by state", "users of state"));
        answers.Add(
            "high_value_users", ["user__is_high_value", "purchasers", "orders_of_purchasers", "total_spend", "spend_per_purchaser"],
            Rows(sums, "purchasers by value", k =>
            [
                k == "true", Whole(sums["purchasers by value", k]), Whole(sums["orders by value", k]), sums["cents by value", k] / 100,
                Ratio(sums["cents by value", k] / 100, sums["purchasers by value", k]),
            ]));
    }

    private static void AddRepeatRates(ExpectedAnswers answers, Tally sums)
    {
        answers.Add("repeat_rate", _repeat, [Repeat(sums, "", null)]);
        foreach (var (savedQuery, column, by) in new[]
        {
            ("repeat_rate_by_state", "user__state", " by state"),
            ("repeat_rate_by_first_promo", "user__first_promo", " by first promo"),
            ("repeat_rate_by_first_landing_plant", "user__first_landing_plant", " by first landing"),
            ("repeat_rate_by_first_delivery_speed", "user__first_delivery_speed", " by first speed"),
        })
            answers.Add(savedQuery, [column, .. _repeat], Rows(sums, "purchasers" + by, k => Row(k, Repeat(sums, by, k))));
        answers.Add(
            "repeat_rate_by_zipcode", ["user__zipcode", .. _repeat],
            sums.Keys("purchasers by zip code").OrderByDescending(k => sums["purchasers by zip code", k.First]).Take(20)
                .Select(k => Row(k.First, Repeat(sums, " by zip code", k.First))));
    }

    private static void AddDays(ExpectedAnswers answers, Tally sums) => answers.Add(
        "greenery_kpis_by_day",
        [
            "metric_time__day", "greenery_orders", "greenery_order_total", "average_order_total", "promo_order_rate", "greenery_sessions",
            "greenery_conversion_rate", "purchasers",
        ],
        sums.Keys("orders by day", "visits by day").Select(k => k.First).Select(day => Row(
            day,
            Whole(sums["orders by day", day]),
            sums.Has("cents by day", day) ? sums["cents by day", day] / 100 : null,
            Ratio(sums["cents by day", day] / 100, sums["orders by day", day]),
            Ratio(sums["promo orders by day", day], sums["orders by day", day]),
            Whole(sums["visits by day", day]),
            Ratio(sums["converted by day", day], sums["visits by day", day]),
            Whole(sums["purchasers by day", day]))));

    private static void AddBuckets(ExpectedAnswers answers, Tally sums)
    {
        answers.Add(
            "plants_by_bucket", ["user__order_bucket", "plant__name", "plant_quantity", "share"],
            Shares(sums, "plants by bucket", "pieces by bucket"));
        answers.Add(
            "promos_by_bucket", ["user__order_bucket", "purchase__promo", "greenery_orders", "share"],
            Shares(sums, "promos by bucket", "orders by bucket"));
        answers.Add(
            "landing_plants_by_bucket", ["user__order_bucket", "visit__landing_plant", "greenery_sessions", "greenery_conversion_rate"],
            sums.Keys("landings").Select(k => Row(
                k.First, k.Second, Whole(sums["landings", k.First, k.Second]),
                Ratio(sums["landings converted", k.First, k.Second], sums["landings", k.First, k.Second]))));
        answers.Add(
            "delivery_by_bucket", ["user__order_bucket", "delivered_orders", "average_delivery_days", "late_delivery_rate"],
            Rows(sums, "orders by bucket", k =>
            [
                k, Whole(sums["delivered", k]), Ratio(sums["days", k], sums["delivered", k]), Ratio(sums["late", k], sums["estimated", k]),
            ]));
    }

    private static void AddPlants(ExpectedAnswers answers, Tally sums, Shop shop)
    {
        var names = shop.Plants.Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
        answers.Add(
            "top_plants", ["plant__name", "plant_quantity", "plant_revenue", "plant_orders"],
            names.Where(n => sums.Has("pieces", n)).OrderByDescending(n => sums["pieces", n]).Take(10)
                .Select(n => Row(n, Whole(sums["pieces", n]), sums["plant cents", n] / 100, Whole(sums["plant orders", n]))));
        // One order a session and every plant once in it: the orders with a plant are the sessions that bought it.
        answers.Add(
            "conversion_by_plant",
            ["plant__name", "plant_view_sessions", "plant_cart_sessions", "plant_purchase_sessions", "plant_conversion_rate"],
            names.Where(n => sums.Has("plant views", n))
                .Select(n => (Name: n, Rate: Ratio(sums["plant orders", n], sums["plant views", n])))
                .OrderByDescending(p => p.Rate)
                .Select(p => Row(
                    p.Name, Whole(sums["plant views", p.Name]), Whole(sums["plant carts", p.Name]), Whole(sums["plant orders", p.Name]),
                    p.Rate)));
    }

    // The second key's part of the first key's whole.
    private static IEnumerable<object?[]> Shares(Tally sums, string part, string whole) => sums.Keys(part).Select(k => Row(
        k.First, k.Second, Whole(sums[part, k.First, k.Second]), Ratio(sums[part, k.First, k.Second], sums[whole, k.First])));

    private static object?[] Repeat(Tally sums, string by, string? key)
    {
        var (purchasers, repeaters) = (sums["purchasers" + by, key], sums["repeaters" + by, key]);
        return [Whole(purchasers), Whole(repeaters), Ratio(repeaters, purchasers)];
    }

    private static object?[] Funnel(Tally sums, string? bucket)
    {
        // Every session begins with a page.
        var (looked, carted, converted) = (sums["visits", bucket], sums["carted", bucket], sums["converted", bucket]);
        return
        [
            Whole(looked), Whole(carted), Whole(converted), Ratio(looked - carted, looked), Ratio(carted - converted, carted),
            Ratio(converted, looked),
        ];
    }

    private static IEnumerable<object?[]> Rows(Tally sums, string what, Func<string?, object?[]> row) =>
        sums.Keys(what).Select(k => row(k.First));

    private static object?[] Row(params object?[] values) => [.. values.SelectMany(v => v is object?[] several ? several : [v])];

    private static object? Ratio(decimal part, decimal whole) => whole == 0 ? null : (double)part / (double)whole;

    private static object Whole(decimal count) => (long)count;
}
