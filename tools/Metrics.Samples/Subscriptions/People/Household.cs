namespace Metrics.Samples.Subscriptions.People;

/// <summary>People who may share an address or a device, and so must be told apart together. Nobody shares either outside.</summary>
internal sealed record Household(IReadOnlyList<Person> People)
{
    /// <summary>Whose event each is, null where nobody can say: by id, else by an address or a device that is one person's only.</summary>
    public IEnumerable<(Person Author, AppEvent Event, Person? Owner, string By)> Owned()
    {
        var named = People.SelectMany(p => p.Events.Select(e => (Author: p, Event: e, Named: Named(p, e)))).ToList();
        var devices = named.GroupBy(n => n.Author.DeviceId)
            .ToDictionary(g => g.Key, g => g.Select(n => n.Named).OfType<Person>().Distinct().ToList() is [var only] ? only : null);
        return named.Select(n => (n.Event.Signature, n.Named, Device: devices[n.Author.DeviceId]) switch
        {
            (Signature.UserId, _, _) => (n.Author, n.Event, n.Named, "user_id"),
            (Signature.Stranger, _, _) or (_, null, null) => (n.Author, n.Event, null, "nothing"),
            (_, null, var owner) => (n.Author, n.Event, owner, "device_id"),
            _ => (n.Author, n.Event, n.Named, "email"),
        });
    }

    private Person? Named(Person author, AppEvent appEvent) => appEvent.Signature switch
    {
        Signature.UserId => author,
        Signature.Email or Signature.EmailAsUserId => People.Count(p => p.Email == author.Email) == 1 ? author : null,
        _ => null,
    };
}

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
