namespace Metrics.Answering.Publications;

/// <summary>
/// Plain tables change without a publication: a column that a catalog was bound to may be gone, or of another type, when it is asked for.
/// </summary>
/// <param name="feed">Binds anew.</param>
/// <param name="clock">Times how often.</param>
internal sealed class PlainTables(PublicationFeed feed, TimeProvider clock)
{
    // A question that its own data refuses is refused again at every try, and describing costs the warehouse something.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private long? _tried;

    /// <summary>What is known once the tables have been looked at again; null when they are as they were, or there are none.</summary>
    public async Task<PublicationState?> LookAsync(PublicationState refused, CancellationToken ct)
    {
        if (refused.Catalog.External.Count == 0)
            return null;
        if (Changed(refused) is { } already)
            return already;
        if (!IsTime())
            return null;
        await feed.RebindAsync(ct);
        return Changed(refused);
    }

    private PublicationState? Changed(PublicationState refused) =>
        feed.Take().For(refused.Principal) is var now && now.Catalog.Version != refused.Catalog.Version ? now : null;

    private bool IsTime()
    {
        lock (_lock)
        {
            if (_tried is { } last && clock.GetElapsedTime(last) < Between)
                return false;
            _tried = clock.GetTimestamp();
            return true;
        }
    }
}
