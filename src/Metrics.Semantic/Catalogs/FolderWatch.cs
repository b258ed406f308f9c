using System.Threading.Channels;

namespace Metrics.Semantic.Catalogs;

/// <summary>Notices that a project's semantic files changed: told by the system at once where it can, by looking every second where it cannot.</summary>
internal sealed class FolderWatch : IDisposable
{
    // Editors write a file in several steps; looking again a moment later spares a catalog of half a file.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly FileSystemWatcher? _watcher;
    // One word is enough however often it is said.
    private readonly Channel<bool> _touched = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile CatalogSource _source;

    public FolderWatch(string folder, TimeProvider clock)
    {
        (_folder, _clock) = (folder, clock);
        _source = CatalogFolder.Read(folder);
        _watcher = Watch();
    }

    /// <summary>The files as last seen.</summary>
    public CatalogSource Source => _source;

    /// <summary>Calls back after every change; until cancelled.</summary>
    public async Task FollowAsync(Func<CancellationToken, Task> changedAsync, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                if (await WaitAsync(ct))
                    await Task.Delay(Settling, _clock, ct);
                _touched.Reader.TryRead(out _);
                if (Look())
                    await changedAsync(ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    public void Dispose() => _watcher?.Dispose();

    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(_folder) { IncludeSubdirectories = true, Filters = { "*.yml", "*.yaml", "*.json" } };
            watcher.Changed += (_, _) => _touched.Writer.TryWrite(true);
            watcher.Created += (_, _) => _touched.Writer.TryWrite(true);
            watcher.Deleted += (_, _) => _touched.Writer.TryWrite(true);
            watcher.Renamed += (_, _) => _touched.Writer.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException)
        {
            // The system has no more watches to give; looking every second is enough.
            return null;
        }
    }

    // True when told, false when it is time to look anyway.
    private async Task<bool> WaitAsync(CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(LookEvery, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await _touched.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }

    private bool Look()
    {
        try
        {
            var now = CatalogFolder.Read(_folder);
            if (now == _source)
                return false;
            _source = now;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Being replaced at this moment, or not ours to read yet: the next look finds it.
            return false;
        }
    }
}
