namespace Metrics.Answering.Publications;

/// <summary>
/// Plain tables change without a publication: a column that a catalog was bound to may be gone, or of another type, when it is asked for.
/// </summary>
/// <param name="feed">Binds anew.</param>
/// <param name="clock">Times how often.</param>
internal sealed class PlainTables(PublicationFeed feed, TimeProvider clock)
{
    // A question that its own data refuses is refused again at every try, and describing costs the warehouse something.
    private static readonly TimeSpan AfterVain = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Task _looking = Task.CompletedTask;
    private string? _vain;
    private long _looked;

    /// <summary>What is known once the tables have been looked at again; null when they are as they were, or there are none.</summary>
    public async Task<PublicationState?> LookAsync(PublicationState refused, CancellationToken ct)
    {
        if (refused.Catalog.External.Count == 0)
            return null;
        if (Changed(refused) is { } already)
            return already;
        // All who were refused meanwhile wait for the same look, and it goes on when one of them does not.
        await Look(refused.Catalog.Version).WaitAsync(ct);
        return Changed(refused);
    }

    private PublicationState? Changed(PublicationState refused) =>
        feed.Take().For(refused.Principal) is var now && now.Catalog.Version != refused.Catalog.Version ? now : null;

    private Task Look(string version)
    {
        lock (_lock)
        {
            if (!_looking.IsCompleted)
                return _looking;
            if (_vain == version && clock.GetElapsedTime(_looked) < AfterVain)
                return Task.CompletedTask;
            (_vain, _looked) = (version, clock.GetTimestamp());
            return _looking = feed.RebindAsync(CancellationToken.None);
        }
    }
}
