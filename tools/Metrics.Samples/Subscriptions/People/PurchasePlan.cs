using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.Money;

namespace Metrics.Samples.Subscriptions.People;

/// <summary>A subscription from the session that sold it to its end: tried, paid, renewed, cancelled.</summary>
internal static class PurchasePlan
{
    private const int Minute = 60;
    private const int Hour = 60 * Minute;

    public static Purchase Make(SplitMix64 random, IReadOnlyList<Session> sessions, Market place)
    {
        var plan = random.Pick(Plan.All);
        var currency = Currency.Of(place.Currency);
        var session = sessions.Count > 0 ? sessions[random.Below(sessions.Count)] : null;
        var early = session is not null && random.Chance(20);
        var at = session is null ? SampleYear.AnyTime(random)
            : early ? sessions[0].At.AddSeconds(-random.Between(Hour, 48 * Hour)) : session.At.AddSeconds(Delay(random));
        var funnel = session?.Funnel ?? random.Pick(SubscriptionWords.Funnels);
        if (random.Chance(40))
            return new Purchase(
                random.Id("sub_ff_"), random.Id("txn_"), "paddle", funnel, at, Sandbox: false, plan, currency, null, null, null, []);

        var sandbox = random.Chance(40);
        var live = sandbox ? random.OneIn(2) : !random.Chance(20);
        var tried = currency == Currency.Dollar && random.Chance(60);
        var kind = tried ? 0 : random.Below(1000);
        var stripeId = kind < 780 || random.OneIn(2) ? random.Id("sub_") : null;
        var payments = new List<Payment>();
        if (tried)
            payments.Add(
                PaymentPlan.Make(
                    random, at, currency, random.OneIn(2) ? 100 : 200, live, invoiced: true, "subscription_update", mayFail: false));
        var endedAt = tried && random.OneIn(4)
            ? at.AddHours(1) : Pay(random, tried ? at.AddHours(2) : at, plan, currency, live, stripeId is not null, payments);
        var first = payments[0];
        var psp = kind switch
        {
            < 700 => stripeId!,
            < 780 => first.InvoiceId!,
            < 880 => first.IntentId,
            _ => (first.Attempts.FirstOrDefault(c => c.Succeeded) ?? first.Attempts[^1]).Id,
        };
        return new Purchase(
            random.Id("sub_ff_"), psp, "stripe", funnel, at, sandbox, plan, currency, stripeId,
            stripeId is not null && !early && random.OneIn(2) ? session : null, endedAt, payments);
    }

    /// <summary>The same subscription once more, as when somebody goes back in the funnel: nothing is paid for it.</summary>
    public static Purchase Again(SplitMix64 random, Purchase purchase) => purchase with
    {
        Id = random.Id("sub_ff_"), At = purchase.At.AddHours(20), StripeId = null, Stated = null, Payments = [],
    };

    private static int Delay(SplitMix64 random) => random.Below(10) switch
    {
        < 7 => random.Between(2 * Minute, 40 * Minute),
        < 9 => random.Between(Hour, 72 * Hour),
        _ => random.Between(3 * 24 * Hour, 20 * 24 * Hour),
    };

    // The time it ended, or null when it goes on.
    private static DateTime? Pay(
        SplitMix64 random, DateTime at, Plan plan, Currency currency, bool live, bool renews, List<Payment> payments)
    {
        for (var period = 0; ; period++)
        {
            var due = plan.After(at, period);
            if (due >= SampleYear.End)
                return null;
            if (period > 0 && random.Chance(150))
                return due;
            var payment = PaymentPlan.Make(
                random, due, currency, currency.Price(plan.Cents), live, renews,
                period == 0 ? "subscription_create" : "subscription_cycle");
            payments.Add(payment);
            if (!payment.Attempts[^1].Succeeded)
                return payment.Attempts[^1].At;
            if (!renews)
                return due;
        }
    }
}
