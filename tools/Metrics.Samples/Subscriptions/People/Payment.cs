using Metrics.Samples.Making;
using Metrics.Samples.Subscriptions.Money;

namespace Metrics.Samples.Subscriptions.People;

/// <summary>An attempt to take money.</summary>
internal sealed record Charge(string Id, DateTime At, long Amount, Decline? Decline, bool Live, bool Pending)
{
    public IReadOnlyList<Refund> Refunds { get; init; } = [];

    public bool Succeeded => Decline is null && !Pending;

    public long Refunded => Refunds.Where(r => !r.Failed).Sum(r => r.Amount);
}

/// <summary>Money given back, or an attempt to.</summary>
internal sealed record Refund(string Id, DateTime At, long Amount, bool Failed);

/// <summary>All attempts at one payment; without an invoice it is a one-off payment.</summary>
internal sealed record Payment(string IntentId, string? InvoiceId, string Reason, IReadOnlyList<Charge> Attempts);

/// <summary>One payment with the attempts it takes, and what is given back of it.</summary>
internal static class PaymentPlan
{
    private const int Hour = 60 * 60;

    public static Payment Make(
        SplitMix64 random, DateTime at, Currency currency, long amount, bool live, bool invoiced, string reason, bool mayFail = true)
    {
        var first = reason == "subscription_create";
        var attempts = new List<Charge>();
        var fails = mayFail && random.Chance(first ? 180 : 90);
        for (var retries = 0; fails && retries < 3; retries++)
        {
            attempts.Add(new Charge(random.Id("ch_"), at, amount, random.Pick(Decline.All), live, Pending: false));
            at = at.AddSeconds(first ? random.Between(90, Hour) : random.Between(Hour, 30 * Hour));
            fails = !random.OneIn(3);
        }

        if (!fails)
        {
            var charge = new Charge(random.Id("ch_"), at, amount, null, live, Pending: mayFail && random.Chance(4));
            attempts.Add(charge.Succeeded ? charge with { Refunds = Refunds(random, charge, currency) } : charge);
        }

        return new Payment(random.Id("pi_"), invoiced ? random.Id("in_") : null, reason, attempts);
    }

    private static List<Refund> Refunds(SplitMix64 random, Charge charge, Currency currency)
    {
        var refunds = new List<Refund>();
        if (!random.Chance(40))
            return refunds;
        var half = charge.Amount / 2 / currency.Step * currency.Step;
        var at = charge.At.AddSeconds(random.Between(Hour, 12 * 24 * Hour));
        if (random.OneIn(5))
            refunds.Add(new Refund(random.Id("re_"), at, charge.Amount, Failed: true));
        if (half == 0 || random.OneIn(2))
            refunds.Add(new Refund(random.Id("re_"), at.AddHours(1), charge.Amount, Failed: false));
        else
            refunds.Add(new Refund(random.Id("re_"), at.AddHours(1), half, Failed: false));
        if (half > 0 && refunds[^1].Amount == half && random.OneIn(3))
            refunds.Add(new Refund(random.Id("re_"), at.AddHours(30), half / 2 / currency.Step * currency.Step, Failed: false));
        return refunds.Where(r => r.Amount > 0).ToList();
    }
}
