using Metrics.Samples.Subscriptions.Money;
using Metrics.Samples.Subscriptions.People;

namespace Metrics.Samples.Subscriptions.Truths;

/// <summary>How payments fared: by the day of each attempt, by why it failed, and whether trying again helped.</summary>
internal sealed class PaymentTruth(ExchangeRates rates)
{
    public Sums<DateOnly> Days { get; } = new();

    public Sums<string> Reasons { get; } = new();

    public Sums<string> Actions { get; } = new();

    /// <summary>By Stripe's code and the category of the reason behind it.</summary>
    public Sums<(string Code, string Category)> Codes { get; } = new();

    /// <summary>By the id that leads from a charge to its subscription.</summary>
    public Sums<string> Links { get; } = new();

    public void Add(Person person)
    {
        foreach (var purchase in person.Purchases)
        {
            foreach (var payment in purchase.Payments.Where(p => purchase.Counts(p.Attempts[0])))
                Add(payment, purchase.Currency, charge => LinkOf(purchase, payment, charge));
        }

        foreach (var payment in person.Strays.Where(p => p.Attempts[0].Live))
            Add(payment, Currency.Dollar, _ => "nothing");
    }

    // FunnelFox's id is that of a charge, which brings its intent, of an intent, of an invoice, or else of Stripe's subscription.
    private static string LinkOf(Purchase purchase, Payment payment, Charge charge) =>
        purchase.PspId == charge.Id ? "charge_id"
        : purchase.PspId == payment.IntentId || payment.Attempts.Any(c => c.Id == purchase.PspId) ? "payment_intent"
        : purchase.PspId == payment.InvoiceId ? "invoice" : "stripe_subscription";

    private void Add(Payment payment, Currency currency, Func<Charge, string> link)
    {
        foreach (var charge in payment.Attempts)
        {
            var day = charge.At.Day();
            var revenue = charge.Succeeded ? rates.ToUsd(currency, currency.Units(charge.Amount), day) : 0;
            Days.Add(day, "attempts");
            Days.Add(day, "revenue", revenue);
            Links.Add(link(charge), "attempts");
            Links.Add(link(charge), "revenue", revenue);
            if (charge.Decline is not { } decline)
                continue;
            Days.Add(day, "failed");
            Reasons.Add(decline.Reason, "failed");
            Actions.Add(decline.Action, "failed");
            Codes.Add((decline.Code, decline.Category), "failed");
        }

        if (payment.Attempts[0].Decline is not { } first)
            return;
        Reasons.Add(first.Reason, "failed first");
        if (payment.Attempts.Any(c => c.Succeeded))
            Reasons.Add(first.Reason, "recovered");
    }
}
