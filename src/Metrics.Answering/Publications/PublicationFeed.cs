using System.Net.Sockets;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Answering.Publications;

/// <summary>Keeps a replica's pointers no more than a second behind the warehouse, or able to say that they may be.</summary>
/// <remarks>
/// It listens for publications and polls besides, on one connection of its own that it replaces for as long as the process lives. New
/// pointers are shown together with the catalog bound to them, in one step: until that is done, or as long as it fails, the older pair
/// answers, and is no longer confirmed once the lease has passed.
/// </remarks>
public sealed class PublicationFeed : IAsyncDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(1);

    // What is asked meanwhile is answered from the pointers before, which stay trusted for as long as this takes.
    private static readonly TimeSpan PreparedWithin = TimeSpan.FromMilliseconds(400);

    // What is late at the start, as on a busy machine, is tried again before anybody is told that there is no warehouse.
    private const int TriesAtStart = 5;
    private readonly NpgsqlDataSource _data;
    private readonly TimeProvider _clock;
    private readonly PublicationReader _reader;
    private readonly CatalogOrigin _catalogs;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _polledOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Known _known;
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _following = Task.CompletedTask;
    private volatile bool _disposed;
    private int _late;
    // Under _reading: true while definitions changed that the catalog shown does not have yet.
    private bool _isOutdated;

    /// <summary>A feed of this warehouse; nothing is read before <see cref="StartAsync"/>.</summary>
    /// <param name="connectionString">Where the warehouse is.</param>
    /// <param name="clock">Times the lease.</param>
    /// <param name="catalogs">Where the catalog comes from; without it nothing can be asked.</param>
    public PublicationFeed(string connectionString, TimeProvider clock, CatalogOrigin? catalogs = null)
    {
        (_clock, _catalogs) = (clock, catalogs ?? CatalogOrigin.None);
        _known = new Known(
            Outcome<PublicationSnapshot>.Refused(new Diagnostic(DiagnosticCode.NotReady, "publications have not been read yet")),
            _catalogs.Unbound());
        _data = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "metrics-api feed",
            Timezone = "UTC",
            MaxPoolSize = 4,
            // A server that no longer answers must not keep us from looking for one that does.
            Timeout = 2,
            CommandTimeout = 3,
            CancellationTimeout = -1,
            IncludeErrorDetail = false,
        });
        _reader = new PublicationReader(_data, clock);
    }

    /// <summary>The latest pointers, or why there are none.</summary>
    public Outcome<PublicationSnapshot> Current => _known.Snapshot;

    /// <summary>How long ago the last poll that succeeded began; null when none has.</summary>
    public TimeSpan? PolledFor => _known.PolledAt is { } at ? _clock.GetElapsedTime(at) : null;

    /// <summary>Why the last poll or the binding of what it found failed; null when neither did.</summary>
    public Diagnostic? Problem => _known.Problem;

    /// <summary>The latest pointers with their catalog, and whether they are certain to be the latest; what a query takes once.</summary>
    public PublicationState Take()
    {
        var known = _known;
        return new PublicationState(known.Snapshot, known.Catalog, known.PolledAt is { } at && _clock.GetElapsedTime(at) < TrustedFor);
    }

    /// <summary>
    /// Begins to follow; returns once there was something to read, or it is clear that there is not: a server that is only late is tried
    /// again.
    /// </summary>
    public Task StartAsync(CancellationToken ct)
    {
        _following = Task.Run(() => FollowAsync(_stopping.Token), CancellationToken.None);
        return _polledOnce.Task.WaitAsync(ct);
    }

    /// <summary>Ends following, once and for all; what is known stays readable.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        // A host may stop its services again after it has disposed of them.
        if (_disposed)
            return;
        await _stopping.CancelAsync();
        await _following.WaitAsync(ct);
    }

    /// <summary>Waits until the pointers are not those seen: also when only an attempt at a table changed or they are unreadable.</summary>
    public async Task<PublicationState> ChangedAsync(PublicationSnapshot? seen, CancellationToken ct)
    {
        while (true)
        {
            var next = _next.Task;
            if (!ReferenceEquals(_known.Snapshot.Value, seen))
                return Take();
            await next.WaitAsync(ct);
        }
    }

    /// <summary>Waits until confirmed pointers have reached a publication; false when they did not in time.</summary>
    public async Task<bool> WaitForAsync(long publication, TimeSpan upTo, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(upTo, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            while (true)
            {
                var next = _next.Task;
                if (Take() is { Confirmed: true, Snapshot.Value: { } snapshot } && snapshot.Publication >= publication)
                    return true;
                await next.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Reads the pointers again now: a relation that one of them names is gone. All who ask at once share one reading.</summary>
    public async Task<PublicationState> ReloadAsync(CancellationToken ct)
    {
        var asked = _clock.GetTimestamp();
        await _reading.WaitAsync(ct);
        try
        {
            // The older stamp stays: what changed since it was read makes the next poll read once more.
            if (!(_known.PolledAt >= asked))
                await ReadAsync(_clock.GetTimestamp(), _known.Stamp, ct);
        }
        finally
        {
            _reading.Release();
        }

        return Take();
    }

    /// <summary>Binds the catalog anew, since its definitions changed; every poll tries again until it is done.</summary>
    public async Task RebindAsync(CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            _isOutdated = true;
            await ReadAsync(_clock.GetTimestamp(), _known.Stamp, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The old pair is as good as it was.
            Failed(Unfollowed(e));
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>
    /// The pointer as it was at a version; refused with Q300 when that version is no longer on disk, E310 when nobody can tell.
    /// </summary>
    /// <remarks>
    /// What the contract keeps for the current version only (the last attempt, when it was checked) is that of the current one.
    /// </remarks>
    public async Task<Outcome<PublishedTable>> FindVersionAsync(string model, long version, CancellationToken ct)
    {
        PublishedTable? current = null;
        if (Current.Value?.TryGet(model, out current) == true && current.Version == version)
            return Outcome<PublishedTable>.Of(current);
        return await _reader.FindVersionAsync(model, version, current, ct);
    }

    /// <summary>Has a moment with a new publication just before it is shown, whatever it throws; null for nobody.</summary>
    public Func<PublicationState, CancellationToken, Task>? Preparing { get; set; }

    /// <summary>Stops and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        await StopAsync(CancellationToken.None);
        _disposed = true;
        await _data.DisposeAsync();
        _stopping.Dispose();
        _reading.Dispose();
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ListenAndPollAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // Whatever it is, it is kept for /health to tell, and tried again: without this loop the replica would be stale for ever.
                Failed(Unfollowed(e), IsLate(e));
                await Task.Delay(PollEvery, _clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAndPollAsync(CancellationToken ct)
    {
        await using var connection = await _data.OpenConnectionAsync(ct);
        await PublicationChannel.ListenAsync(connection, ct);
        while (true)
        {
            await PollAsync(connection, ct);
            await connection.WaitAsync(PollEvery, ct);
        }
    }

    private async Task PollAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await _reading.WaitAsync(ct);
        try
        {
            var began = _clock.GetTimestamp();
            var stamp = await PublicationStamp.ReadAsync(connection, ct);
            if (stamp is not null && stamp == _known.Stamp && !_isOutdated)
                Learned(_known with { PolledAt = began, Problem = null });
            else
                await ReadAsync(began, stamp, ct);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task ReadAsync(long began, PublicationStamp? stamp, CancellationToken ct)
    {
        var known = _known;
        var catalog = known.Catalog;
        var read = await _reader.ReadAsync(async (connection, found) => catalog = await BindAsync(connection, found, ct), ct);
        if (read.Succeeded(out var snapshot))
        {
            _isOutdated = false;
            var next = new Known(Outcome<PublicationSnapshot>.Of(snapshot.Reusing(known.Snapshot.Value)), catalog, began, stamp);
            await PrepareAsync(known, next, ct);
            Learned(next);
        }
        else if (read.Diagnostics[0].Code == DiagnosticCode.NotReady)
        {
            Learned(await AloneAsync(known, began, ct)
                // The warehouse itself says that there is nothing we may read; the old pointers would be wrong.
                ?? new Known(read, _catalogs.Unbound(), Problem: read.Diagnostics[0]));
        }
        else
        {
            Failed(read.Diagnostics[0], isLate: true);
        }
    }

    private async Task PrepareAsync(Known known, Known next, CancellationToken ct)
    {
        if (Preparing is not { } prepareAsync || known.Snapshot.Value is not { } before
            || before.Publication == next.Snapshot.Value!.Publication)
            return;
        using var moment = new CancellationTokenSource(PreparedWithin, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, moment.Token);
        try
        {
            var state = new PublicationState(next.Snapshot, next.Catalog, Confirmed: true);
            // It may keep a core from its first line on.
            await Task.Run(() => prepareAsync(state, either.Token), either.Token).WaitAsync(either.Token);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // Whoever asks first makes what is missing.
        }
    }

    // Plain tables can be asked though nothing was ever published.
    private async Task<Known?> AloneAsync(Known known, long began, CancellationToken ct)
    {
        if (ReferenceEquals(known.Snapshot.Value, PublicationSnapshot.Nothing) && !_isOutdated)
            return known with { PolledAt = began, Problem = null };
        if (await _catalogs.BindAloneAsync(ct) is not { } bound)
            return null;
        _isOutdated = false;
        return new Known(
            Outcome<PublicationSnapshot>.Of(PublicationSnapshot.Nothing),
            bound.Version == known.Catalog.Version ? known.Catalog : bound, began);
    }

    // An attempt at a table or a later check changes nothing that definitions are bound to. The same catalog stays the same object, so
    // that whoever remembers something by it need not look again.
    private async Task<Catalog> BindAsync(NpgsqlConnection connection, PublicationSnapshot found, CancellationToken ct)
    {
        var known = _known;
        if (known.Snapshot.Value?.Publication == found.Publication && !_isOutdated)
            return known.Catalog;
        var bound = await _catalogs.BindAsync(connection, found, ct);
        return bound.Version == known.Catalog.Version ? known.Catalog : bound;
    }

    private static Diagnostic Unfollowed(Exception e) => new(
        e is NpgsqlException ? DiagnosticCode.WarehouseUnavailable : DiagnosticCode.InternalError, "publications cannot be followed",
        Hint: "see the log of this service")
    {
        Cause = DataText.Sealed("the warehouse's message", e.Message),
    };

    // It took the connection but said nothing in time, or has no room for now; a port that nobody listens on is not that.
    private static bool IsLate(Exception e) => e is NpgsqlException { IsTransient: true, InnerException: not SocketException };

    // Pointers once read stay good enough to answer by, unconfirmed.
    private void Failed(Diagnostic problem, bool isLate = false)
    {
        var known = _known;
        Learned(
            known.Snapshot.Value is null
                ? new Known(Outcome<PublicationSnapshot>.Refused(problem), known.Catalog, Problem: problem)
                : known with { Problem = problem },
            goesOnTrying: isLate && Interlocked.Increment(ref _late) < TriesAtStart);
    }

    private void Learned(Known known, bool goesOnTrying = false)
    {
        _known = known;
        if (!goesOnTrying)
            _polledOnce.TrySetResult();
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private sealed record Known(
        Outcome<PublicationSnapshot> Snapshot, Catalog Catalog, long? PolledAt = null, PublicationStamp? Stamp = null,
        Diagnostic? Problem = null);
}
