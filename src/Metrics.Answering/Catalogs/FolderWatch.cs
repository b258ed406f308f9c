using System.Threading.Channels;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Externals.Dbt;

namespace Metrics.Answering.Catalogs;

/// <summary>
/// Notices changes of a project's semantic files: immediately where the operating system reports them, and by a check every second.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    // Editors write a file in several steps; a short wait avoids a catalog of half a file.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // It waits while files are still being written, but no longer than this.
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestFailing = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly FileSystemWatcher? _watcher;
    // One pending signal is enough for any number of changes.
    private readonly Channel<bool> _touched = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly KeptTexts _texts = new();
    // Files that are gone or emptied, and since when.
    private readonly Dictionary<string, long> _gone = new(StringComparer.Ordinal);
    private long? _failing;
    private volatile CatalogSource _source;

    public FolderWatch(string folder, TimeProvider clock)
    {
        (_folder, _clock) = (folder, clock);
        _source = CatalogFolder.Read(folder, _texts);
        _watcher = Watch();
    }

    /// <summary>The files as last read.</summary>
    public CatalogSource Source => _source;

    /// <summary>Calls back after every change; until cancelled.</summary>
    public async Task FollowAsync(Func<CancellationToken, Task> changedAsync, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                if (await WaitAsync(ct))
                    await SettleAsync(ct);
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
            // The operating system has no watches left; the check every second is enough.
            return null;
        }
    }

    // True when a change was reported, false when the regular check is due.
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

    private async Task SettleAsync(CancellationToken ct)
    {
        var began = _clock.GetTimestamp();
        do
        {
            _touched.Reader.TryRead(out _);
            await Task.Delay(Settling, _clock, ct);
        }
        while (_touched.Reader.TryPeek(out _) && _clock.GetElapsedTime(began) < LongestSettling);
        _touched.Reader.TryRead(out _);
    }

    private bool Look()
    {
        try
        {
            var read = Readable(CatalogFolder.Read(_folder, _texts));
            var now = read with { Files = Held(read.Files) };
            _failing = null;
            if (now.SettingsProblem is not null)
                now = now with { SharedEntities = _source.SharedEntities, External = _source.External };
            if (now == _source)
                return false;
            _source = now;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file may be being replaced just now; the next check finds it.
            return HasFailed(e);
        }
    }

    // Where it goes on, changes are not seen, a new policy among them, and somebody has to know.
    private bool HasFailed(Exception error)
    {
        _failing ??= _clock.GetTimestamp();
        if (_clock.GetElapsedTime(_failing.Value) < LongestFailing)
            return false;
        var why = error.Message.Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        var now = _source with
        {
            SettingsProblem = new Diagnostic(
                DiagnosticCode.UnreadableFile, $"the project's folder cannot be read, and changes in it are not seen: {why}",
                new SourceLocation(CatalogFolder.SettingsFile, 1, 1),
                "make its folders and metrics.yml readable to the user that the API runs as"),
        };
        var isNews = now != _source;
        _source = now;
        return isNews;
    }

    // dbt rewrites its manifest with every command, so one that cannot be read now removes no table. When the project cannot be read, its
    // known files stay, and their present text is checked for policies.
    private CatalogSource Readable(CatalogSource read)
    {
        if (read.External is not { } external || external.Problems.All(p => p.Code != DiagnosticCode.UnreadableFile)
            || _source.External is not { Nodes.Count: > 0 } known)
            return read;
        var settled = external with { Nodes = known.Nodes, Database = known.Database, Pack = known.Pack };
        return external.Pack is not null
            ? read with { External = settled }
            : read with
            {
                External = settled with { IsUnread = false, UnheldPolicies = external.UnheldPolicies ?? known.UnheldPolicies },
                Files = read.Files.Concat(_source.Files.Where(f => f.Pack == known.Pack).Select(Beside))
                    .Concat(New(external, known.Pack ?? ""))
                    .DistinctBy(f => f.Path)
                    .OrderBy(f => f.Path, StringComparer.Ordinal).ToEquatableList(),
            };
    }

    // Files that were never read; their policies may be about any table.
    private IEnumerable<CatalogFile> New(ExternalSchema external, string pack) => DbtReading.RootOf(_folder, external) is { } root
        ? new DbtFolder(_folder, root, _texts).FilesWithPolicies(pack).Select(f => f with { Text = "", Kept = true, Newer = f.Text })
        : [];

    private CatalogFile Beside(CatalogFile known)
    {
        var path = Path.Combine(_folder, known.Path);
        return File.Exists(path) && _texts.Read(path) is var now && now != known.Text ? known with { Kept = true, Newer = now }
            : known with { Kept = false, Newer = null };
    }

    // Some editors delete or empty a file before they rewrite it, so it counts as gone only when it stays gone. A new file at the same time
    // is a move, which counts immediately, or its definitions would exist twice.
    private EquatableList<CatalogFile> Held(EquatableList<CatalogFile> files)
    {
        var now = files.ToDictionary(f => f.Path, StringComparer.Ordinal);
        var before = _source.Files.Where(f => !string.IsNullOrWhiteSpace(f.Text)).ToList();
        var gone = before.Where(f => !now.TryGetValue(f.Path, out var file) || string.IsNullOrWhiteSpace(file.Text)).ToList();
        foreach (var back in _gone.Keys.Except(gone.Select(f => f.Path)).ToList())
            _gone.Remove(back);
        if (gone.Count == 0 || files.Any(f => _source.Files.All(s => s.Path != f.Path)))
            return files;
        foreach (var file in gone)
        {
            if (_gone.TryGetValue(file.Path, out var since) && _clock.GetElapsedTime(since) >= LookEvery)
                continue;
            _gone.TryAdd(file.Path, _clock.GetTimestamp());
            now[file.Path] = file;
        }

        return now.Values.OrderBy(f => f.Path, StringComparer.Ordinal).ToEquatableList();
    }
}
