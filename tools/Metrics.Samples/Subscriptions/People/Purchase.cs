using Metrics.Samples.Subscriptions.Money;

namespace Metrics.Samples.Subscriptions.People;

/// <summary>A subscription as FunnelFox and Stripe know it, with its whole history of payments.</summary>
/// <param name="Id">FunnelFox's id.</param>
/// <param name="PspId">
/// Stripe's subscription, charge, payment intent or invoice; something of another provider; or another subscription's.
/// </param>
/// <param name="Provider">stripe or paddle.</param>
/// <param name="Funnel">The funnel it was sold in.</param>
/// <param name="At">When it was made.</param>
/// <param name="Sandbox">Nobody paid.</param>
/// <param name="Plan">What was bought.</param>
/// <param name="Currency">What it is paid in.</param>
/// <param name="StripeId">Stripe's subscription, if there is one.</param>
/// <param name="Stated">The session that Stripe's metadata names.</param>
/// <param name="EndedAt">When it was cancelled.</param>
/// <param name="Payments">Its payments in the order of time.</param>
internal sealed record Purchase(
    string Id, string PspId, string Provider, Funnel Funnel, DateTime At, bool Sandbox, Plan Plan, Currency Currency,
    string? StripeId, Session? Stated, DateTime? EndedAt, IReadOnlyList<Payment> Payments)
{
    /// <summary>A trial of the funnel with a real card.</summary>
    public bool IsTest(Charge charge) => Currency == Currency.Dollar && charge.Amount is 100 or 200;

    /// <summary>Whether anybody should count this charge.</summary>
    public bool Counts(Charge charge) => !Sandbox && charge.Live && !IsTest(charge);

    /// <summary>The charge that makes it a new subscription.</summary>
    public Charge? First => Payments.SelectMany(p => p.Attempts).Where(c => c.Succeeded && Counts(c)).MinBy(c => c.At);
}

/// <summary>What is sold: a price for every so many weeks, months or years.</summary>
internal sealed record Plan(int Cents, string Interval, int Count)
{
    public static readonly Plan[] All = [new(699, "week", 1), new(1999, "month", 1), new(3999, "month", 3), new(7999, "year", 1)];

    public DateTime After(DateTime start, int periods) => Interval switch
    {
        "week" => start.AddDays(7 * Count * periods),
        "month" => start.AddMonths(Count * periods),
        _ => start.AddYears(Count * periods),
    };
}
