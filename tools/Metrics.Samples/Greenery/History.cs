namespace Metrics.Samples.Greenery;

/// <summary>Everything that one user ever did.</summary>
internal sealed record History(User User, IReadOnlyList<Visit> Visits);

/// <summary>Somebody with an account; the address may be one that nobody has a record of.</summary>
internal sealed record User(
    string Id, string FirstName, string LastName, string Email, string Phone, DateTime SignedUp, string AddressId, Address? Home);

/// <summary>One session, and the order that it ended in.</summary>
internal sealed record Visit(string Id, IReadOnlyList<Click> Clicks, PlacedOrder? Purchase)
{
    /// <summary>The plant whose page it began on.</summary>
    public Plant Landing => Clicks[0].Plant!;
}

/// <summary>The four things that happen in a session.</summary>
internal enum ClickKind
{
    PageView,
    AddToCart,
    Checkout,
    PackageShipped,
}

/// <summary>One event: about a plant, or about the session's order.</summary>
internal sealed record Click(string Id, ClickKind Kind, DateTime At, Plant? Plant);

/// <summary>An order; amounts in cents. What has not happened yet is null.</summary>
internal sealed record PlacedOrder(
    string Id, DateTime At, Address To, Promo? Promo, IReadOnlyList<(Plant Plant, int Quantity)> Lines, long ShippingCents)
{
    public string? TrackingId { get; init; }

    public string? Service { get; init; }

    public DateTime? Shipped { get; init; }

    public DateTime? Estimated { get; init; }

    public DateTime? Delivered { get; init; }

    public long CostCents => Lines.Sum(l => l.Plant.Cents * l.Quantity);

    public long TotalCents => CostCents + ShippingCents - (100L * (Promo?.Dollars ?? 0));

    public string Status => Delivered is not null ? "delivered" : Shipped is not null ? "shipped" : "preparing";
}
