namespace Metrics.Answering.Publications;

/// <summary>
/// Binds the catalog again when plain tables have changed. They change without a publication: a column that the catalog was bound to may be
/// gone, or have another type, when a question reads it.
/// </summary>
/// <param name="feed">Binds the catalog again.</param>
/// <param name="clock">The clock for how often.</param>
internal sealed class PlainTables(PublicationFeed feed, TimeProvider clock)
{
    // A question that fails because of its data fails at every try, and describing tables costs the warehouse time.
    private static readonly TimeSpan AfterVain = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private Task _looking = Task.CompletedTask;
    private string? _vain;
    private long _looked;

    /// <summary>The state after the tables were described again; null when they have not changed, or there are none.</summary>
    public async Task<PublicationState?> LookAsync(PublicationState refused, CancellationToken ct)
    {
        if (refused.Catalog.External.Count == 0)
            return null;
        if (Changed(refused) is { } already)
            return already;
        // All callers refused meanwhile wait for the same check, and it goes on when one of them stops waiting.
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
