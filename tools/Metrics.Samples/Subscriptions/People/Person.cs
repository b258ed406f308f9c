namespace Metrics.Samples.Subscriptions.People;

/// <summary>Somebody with all they ever did.</summary>
internal sealed record Person(
    string Id, string? Email, Market Market, string DeviceId, long AmplitudeId, string? FirstSource, string? FirstCampaign)
{
    public required string CustomerId { get; init; }

    public required string? TypedEmail { get; init; }

    public IReadOnlyList<Session> Sessions { get; init; } = [];

    public IReadOnlyList<AppEvent> Events { get; init; } = [];

    public IReadOnlyList<Purchase> Purchases { get; init; } = [];

    /// <summary>Payments that no subscription knows of, in dollars.</summary>
    public IReadOnlyList<Payment> Strays { get; init; } = [];
}
