using Metrics.Answering.Publications;
using Metrics.Domain.Diagnostics;
using Metrics.Engines.Postgres;
using Metrics.Semantic.Catalogs;
using Npgsql;

namespace Metrics.Answering.Catalogs;

/// <summary>
/// The catalog in force and the pointers that it is bound to. Its definitions are those published with the tables, or in development the
/// files of a folder as they are saved.
/// </summary>
/// <remarks>Both are replaced together. A query takes the pair once and keeps it, so that new definitions never meet old columns.</remarks>
public sealed class CatalogFeed : IAsyncDisposable
{
    private readonly FolderWatch? _folder;
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    private CatalogFeed(string connectionString, CatalogOrigin origin, TimeProvider clock, FolderWatch? folder) =>
        (Origin, Publications, _folder) = (origin, new PublicationFeed(connectionString, clock, origin), folder);

    /// <summary>Where the definitions come from.</summary>
    public CatalogOrigin Origin { get; }

    /// <summary>Follows the pointers.</summary>
    public PublicationFeed Publications { get; }

    /// <summary>What can be asked now.</summary>
    public Catalog Current => Take().Catalog;

    /// <summary>Why the last change could not be taken over; null when it could.</summary>
    public Diagnostic? Problem => Publications.Problem;

    /// <summary>The published catalog; empty until the first snapshot.</summary>
    public static CatalogFeed OfPublished(string connectionString, TimeProvider clock) =>
        new(connectionString, CatalogOrigin.Published(), clock, folder: null);

    /// <summary>
    /// The catalog of a project's folder, which is watched. Until the first snapshot all definitions are left out, since no table is known
    /// (C150).
    /// </summary>
    /// <param name="connectionString">Where the warehouse is.</param>
    /// <param name="data">Connections to describe expressions on.</param>
    /// <param name="folder">The project.</param>
    /// <param name="clock">The clock for the lease and the checks of files.</param>
    public static CatalogFeed OfFolder(string connectionString, NpgsqlDataSource data, string folder, TimeProvider clock)
    {
        var watch = new FolderWatch(folder, clock);
        return new CatalogFeed(connectionString, new FolderOrigin(watch, new PostgresStore(data)), clock, watch);
    }

    /// <summary>True when the folder names a plain schema, so that its catalog is bound before anything is published.</summary>
    public bool HasExternal => _folder?.Source.External is not null;

    /// <summary>Catalog, pointers and their confirmation, of one instant.</summary>
    public PublicationState Take() => Publications.Take();

    /// <summary>Begins to follow; returns after the first try to read and bind, whether or not it succeeded.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        await Publications.StartAsync(ct);
        if (_folder is { } folder)
            _watching = Task.Run(() => folder.FollowAsync(Publications.RebindAsync, _stopping.Token), CancellationToken.None);
    }

    /// <summary>Stops following; the last state stays readable.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        await Publications.DisposeAsync();
        _folder?.Dispose();
        _stopping.Dispose();
    }
}
