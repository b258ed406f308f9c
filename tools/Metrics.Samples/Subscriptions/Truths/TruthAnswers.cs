using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.Money;

namespace Metrics.Samples.Subscriptions.Truths;

/// <summary>The truth in the shape of the pack's saved queries.</summary>
internal static class TruthAnswers
{
    private const string Sessions = "funnel_sessions";
    private const string Rate = "funnel_conversion_rate";
    private const string Converted = "converted_sessions";

    private static readonly string[] Conversion =
        [Sessions, Converted, Rate, "mean_hours_to_convert", "median_hours_to_convert", "conversion_revenue"];

    public static ExpectedAnswers Of(Truth truth, decimal scale, ulong seed)
    {
        var answers = new ExpectedAnswers("subscriptions", scale, seed);
        AddDays(answers, truth);
        AddConversion(answers, truth.Sessions);
        AddFunnels(answers, truth.Sessions);
        AddPayments(answers, truth.Payments);
        AddLinksAndCodes(answers, truth.Payments);
        answers.Add(
            "onboarding_steps", ["onboarding_step__step", "onboarding_step__step_name", "onboarding_people"],
            StepNames.Select((name, i) => new object?[] { i + 1, name, truth.App.PeopleAt(i) }).Where(r => (long)r[2]! > 0));
        answers.Add(
            "identity_of_app_events", ["app_event__linked_by", "app_events"],
            truth.App.Identities.Groups.Order(StringComparer.Ordinal)
                .Select(by => new object?[] { by, truth.App.Identities.Of(by, "events") }));
        AddCampaigns(answers, truth);
        AddCampaignDays(answers, truth.SpendByDay, truth.Sessions.FromCampaignsByDay);
        return answers;
    }

    private static string[] StepNames => ["Started", "Profile filled", "Goal chosen", "Notifications asked", "Completed"];

    private static void AddDays(ExpectedAnswers answers, Truth truth)
    {
        var (fresh, paid, spent, visits) = (truth.Sessions.NewByDay, truth.Payments.Days, truth.SpendByDay, truth.Sessions.Days);
        answers.Add(
            "new_subscriptions_by_day", ["metric_time__day", "new_subscriptions", "new_subscription_revenue"],
            fresh.Groups.Select(d => new object?[] { d, fresh.Of(d, "count"), fresh.Of(d, "revenue") }));
        answers.Add(
            "subscriptions_kpis_by_day",
            ["metric_time__day", "new_subscriptions", "new_subscription_revenue", Sessions, Rate, "payment_attempts",
                "payment_failure_rate", "charged_revenue", "ad_spend"],
            fresh.Groups.Concat(paid.Groups).Concat(spent.Groups).Concat(visits.Keys).Distinct().Order().Select(d => new object?[]
            {
                d, fresh.Of(d, "count"), SomeOf(fresh, d, "revenue"), visits.GetValueOrDefault(d)?.Sessions ?? 0,
                visits.GetValueOrDefault(d)?.Rate,
                paid.Of(d, "attempts"), paid.Of(d, "attempts") == 0 ? null : (double)paid.Of(d, "failed") / (double)paid.Of(d, "attempts"),
                SomeOf(paid, d, "revenue"), SomeOf(spent, d, "spend"),
            }));
    }

    private static void AddConversion(ExpectedAnswers answers, SessionTruth truth)
    {
        answers.Add(
            "funnel_conversion_by_funnel", ["funnel", "funnel__title", .. Conversion],
            truth.Funnels.Select(f => new object?[] { f.Key, Title(f.Key) }.Concat(Row(f.Value)).ToArray()));
        answers.Add(
            "funnel_conversion_by_country", ["country", .. Conversion],
            truth.Countries.OrderBy(c => c.Key.Length == 0).Select(c => Row(c.Value).Prepend(c.Key.Length == 0 ? null : c.Key).ToArray()));
        answers.Add(
            "funnel_conversion_by_day", ["metric_time__day", .. Conversion], truth.Days.Select(d => Row(d.Value).Prepend(d.Key).ToArray()));
        answers.Add(
            "funnel_conversion_by_day_and_funnel", ["metric_time__day", "funnel", Sessions, Converted, Rate],
            truth.FunnelDays.OrderBy(d => d.Key.Day).ThenBy(d => d.Key.Funnel, StringComparer.Ordinal)
                .Select(d => new object?[] { d.Key.Day, d.Key.Funnel, d.Value.Sessions, d.Value.Converted, d.Value.Rate }));
        answers.Add(
            "new_subscriptions_by_currency",
            ["subscription__currency", "new_subscriptions", "new_subscription_revenue", "new_subscription_revenue_as_paid"],
            truth.NewByCurrency.Groups.Order(StringComparer.Ordinal)
                .Select(
                    c =>
                        new object?[] { c, truth.NewByCurrency.Of(c, "count"), truth.NewByCurrency.Of(c, "revenue"),
                            truth.NewByCurrency.Of(c, "units") }));
    }

    private static void AddFunnels(ExpectedAnswers answers, SessionTruth truth)
    {
        var fresh = truth.NewByFunnel;
        answers.Add(
            "new_subscriptions_by_funnel", ["funnel", "funnel__title", "country", "new_subscriptions", "new_subscription_revenue"],
            fresh.Groups.OrderByDescending(g => fresh.Of(g, "count")).ThenBy(g => g.Funnel, StringComparer.Ordinal)
                .ThenBy(g => g.Country.Length == 0)
                .ThenBy(g => g.Country, StringComparer.Ordinal)
                .Select(
                    g => new object?[] { g.Funnel, Title(g.Funnel), g.Country.Length == 0
                        ? null : g.Country, fresh.Of(g, "count"), fresh.Of(g, "revenue") }));
    }

    private static void AddLinksAndCodes(ExpectedAnswers answers, PaymentTruth truth)
    {
        answers.Add(
            "identity_of_charges", ["charge__linked_by", "payment_attempts", "charged_revenue"],
            truth.Links.Groups.Order(StringComparer.Ordinal)
                .Select(l => new object?[] { l, truth.Links.Of(l, "attempts"), SomeOf(truth.Links, l, "revenue") }));
        answers.Add(
            "payment_failures_by_code", ["charge__failure_code", "failure_reason__category", "failed_attempts"],
            truth.Codes.Groups.OrderByDescending(c => truth.Codes.Of(c, "failed")).ThenBy(c => c.Code, StringComparer.Ordinal)
                .ThenBy(c => c.Category, StringComparer.Ordinal)
                .Select(c => new object?[] { c.Code, c.Category, truth.Codes.Of(c, "failed") }));
    }

    private static void AddPayments(ExpectedAnswers answers, PaymentTruth truth)
    {
        var reasons = truth.Reasons.Groups.Order(StringComparer.Ordinal).ToList();
        answers.Add(
            "payment_failures_by_reason", ["failure_reason", "failure_reason__action", "failed_attempts"],
            reasons.Where(r => truth.Reasons.Of(r, "failed") > 0).OrderByDescending(r => truth.Reasons.Of(r, "failed"))
                .Select(r => new object?[] { r, Decline.All.First(d => d.Reason == r).Action, truth.Reasons.Of(r, "failed") }));
        answers.Add(
            "payment_failures_by_action", ["failure_reason__action", "failed_attempts"],
            truth.Actions.Groups.Order(StringComparer.Ordinal).Select(a => new object?[] { a, truth.Actions.Of(a, "failed") }));
        answers.Add(
            "retry_recovery_by_reason", ["failure_reason", "payments_failed_first", "payments_recovered", "retry_recovery_rate"],
            reasons.Where(r => truth.Reasons.Of(r, "failed first") > 0).Select(r => new object?[]
            {
                r, truth.Reasons.Of(r, "failed first"), truth.Reasons.Of(r, "recovered"),
                (double)truth.Reasons.Of(r, "recovered") / (double)truth.Reasons.Of(r, "failed first"),
            }));
    }

    private static void AddCampaignDays(ExpectedAnswers answers, Sums<DateOnly> spent, Sums<DateOnly> fresh) => answers.Add(
        "campaign_performance_by_day", ["metric_time__day", "ad_spend", "attributed_subscriptions", "attributed_revenue", "roas"],
        spent.Groups.Concat(fresh.Groups).Distinct().Order().Select(d => new object?[]
        {
            d, SomeOf(spent, d, "spend"), fresh.Of(d, "count"), SomeOf(fresh, d, "revenue"),
            spent.Of(d, "spend") == 0 || fresh.Of(d, "count") == 0 ? null : (double)(fresh.Of(d, "revenue") / spent.Of(d, "spend")),
        }));

    private static void AddCampaigns(ExpectedAnswers answers, Truth truth) => answers.Add(
        "campaign_performance",
        ["campaign", "campaign__name", "ad_spend", "ad_clicks", "attributed_subscriptions", "attributed_revenue", "roas",
            "customer_acquisition_cost"],
        Campaign.All.Select(c => c.Id).Order(StringComparer.Ordinal)
            .Select(id => (Id: id, Spend: truth.SpendByCampaign.Of(id, "spend"), New: truth.Sessions.NewByCampaign))
            .Select(c => new object?[]
            {
                c.Id, Campaign.All.Single(a => a.Id == c.Id).Name, c.Spend, truth.SpendByCampaign.Of(c.Id, "clicks"),
                c.New.Of(c.Id, "count"),
                SomeOf(c.New, c.Id, "revenue"), c.New.Of(c.Id, "count") == 0 ? null : (double)(c.New.Of(c.Id, "revenue") / c.Spend),
                c.New.Of(c.Id, "count") == 0 ? null : (double)(c.Spend / c.New.Of(c.Id, "count")),
            }));

    private static object?[] Row(FunnelOutcome outcome) =>
        [outcome.Sessions, outcome.Converted, outcome.Rate, outcome.Mean, outcome.Median, outcome.Converted == 0 ? null : outcome.Revenue];

    private static string Title(string funnel) =>
        SubscriptionWords.Funnels.Single(f => f.Id == funnel) is { Deleted: false, Title: var title } ? title : $"Deleted funnel {funnel}";

    // Nothing at all is null, not nought.
    private static object? SomeOf<TKey>(Sums<TKey> sums, TKey group, string what)
        where TKey : notnull => sums.Of(group, what) is var sum and not 0 ? sum : null;
}
