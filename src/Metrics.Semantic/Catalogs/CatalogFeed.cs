using System.Data;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Binding;
using Metrics.Semantic.Publications;
using Npgsql;

namespace Metrics.Semantic.Catalogs;

/// <summary>The catalog in force: what was published with the tables, or in development the files of a folder as they are saved.</summary>
/// <remarks>A new catalog takes the place of the old one as a whole; a query takes <see cref="Current"/> once and keeps to it.</remarks>
public sealed class CatalogFeed : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(300);

    private readonly NpgsqlDataSource _data;
    private readonly TimeProvider _clock;
    private readonly FolderWatch? _folder;
    private readonly SemaphoreSlim _binding = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private volatile Catalog _current;
    private PublicationSnapshot? _snapshot;
    private Task _watching = Task.CompletedTask;

    private CatalogFeed(NpgsqlDataSource data, TimeProvider clock, FolderWatch? folder, Catalog first) =>
        (_data, _clock, _folder, _current) = (data, clock, folder, first);

    /// <summary>What can be asked now.</summary>
    public Catalog Current => _current;

    /// <summary>Why the catalog could not follow the last change; null when it could.</summary>
    public Diagnostic? Problem { get; private set; }

    /// <summary>The catalog that was published; nothing until the first snapshot.</summary>
    public static CatalogFeed OfPublished(NpgsqlDataSource data, TimeProvider clock) => new(data, clock, folder: null, Catalog.Empty);

    /// <summary>The catalog of a project's folder, watched; until the first snapshot everything is left out, since no table is known (C150).</summary>
    public static CatalogFeed OfFolder(NpgsqlDataSource data, string folder, TimeProvider clock)
    {
        var watch = new FolderWatch(folder, clock);
        var feed = new CatalogFeed(data, clock, watch, CatalogBinding.Bind(CatalogLoader.Load(watch.Source), [], []).Catalog);
        feed._watching = Task.Run(() => watch.FollowAsync(feed.RebindAsync, () => feed.Problem is not null, feed._stopping.Token));
        return feed;
    }

    /// <summary>Called with every new snapshot of pointers; returns when the catalog fits it, or <see cref="Problem"/> says why not.</summary>
    public async Task OnSnapshotAsync(PublicationSnapshot snapshot, CancellationToken ct)
    {
        // An attempt at a table or a later check changes nothing that definitions are bound to.
        if (Volatile.Read(ref _snapshot)?.Publication == snapshot.Publication && Problem is null)
            return;
        Volatile.Write(ref _snapshot, snapshot);
        await RebindAsync(ct);
    }

    /// <summary>Hands on every snapshot of a feed, and tries again while the catalog does not fit the last one; until cancelled.</summary>
    public async Task FollowAsync(PublicationFeed publications, CancellationToken ct)
    {
        PublicationSnapshot? seen = null;
        while (!ct.IsCancellationRequested)
        {
            var state = Problem is null ? await publications.ChangedAsync(seen, ct) : publications.Take();
            seen = state.Snapshot.Value;
            if (seen is not null)
                await OnSnapshotAsync(seen, ct);
            if (Problem is not null)
                await Task.Delay(RetryAfter, _clock, ct);
        }
    }

    /// <summary>Stops watching.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _folder?.Dispose();
        _stopping.Dispose();
        _binding.Dispose();
    }

    private async Task RebindAsync(CancellationToken ct)
    {
        await _binding.WaitAsync(ct);
        try
        {
            var tables = Volatile.Read(ref _snapshot)?.Tables.Select(BindableTable.Of).ToList() ?? [];
            var bound = _folder is { } folder
                ? await CatalogBinding.DescribeAsync(CatalogLoader.Load(folder.Source), tables, _data, ct)
                : await ReadPublishedAsync(tables, ct);
            // The same catalog stays the same object, so that whoever remembers something by it need not look again.
            if (bound.Catalog.Version != _current.Version)
                _current = bound.Catalog;
            Problem = null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The old one is as good as it was; the next snapshot, or the next look at the files, tries again.
            Problem = new Diagnostic(
                e is NpgsqlException ? DiagnosticCode.WarehouseUnavailable : DiagnosticCode.InternalError, $"the catalog cannot be bound: {e.Message}");
        }
        finally
        {
            _binding.Release();
        }
    }

    private async Task<BoundCatalog> ReadPublishedAsync(List<BindableTable> tables, CancellationToken ct)
    {
        await using var connection = await _data.OpenConnectionAsync(ct);
        // Texts and types of one publication.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var published = await PublishedCatalog.ReadAsync(connection, ct);
        return CatalogBinding.Bind(CatalogLoader.Load(published.Source), tables, published.Types);
    }
}
