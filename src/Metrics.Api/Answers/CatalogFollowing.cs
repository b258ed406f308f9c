using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Publications;

namespace Metrics.Api.Answers;

/// <summary>Keeps pointers and catalog up with the warehouse for as long as the host lives.</summary>
internal sealed class CatalogFollowing(PublicationFeed publications, CatalogFeed catalogs, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private volatile bool _bound;

    /// <summary>False until a catalog was bound to published tables: before, every name would be unknown.</summary>
    public bool IsBound => _bound;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await publications.StartAsync(cancellationToken);
        await BindAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_bound)
        {
            await Task.Delay(Pause, clock, stoppingToken);
            await BindAsync(stoppingToken);
        }

        await catalogs.FollowAsync(publications, stoppingToken);
    }

    private async Task BindAsync(CancellationToken ct)
    {
        if (!publications.Current.Succeeded(out var snapshot))
            return;
        await catalogs.OnSnapshotAsync(snapshot, ct);
        _bound = catalogs.Problem is null;
    }
}
