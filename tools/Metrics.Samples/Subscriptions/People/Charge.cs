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
