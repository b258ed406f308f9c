namespace Metrics.Refresh.Samples;

/// <summary>Files that appear in a folder only when all of them are complete.</summary>
internal sealed class SampleFiles(string folder) : IDisposable
{
    private readonly List<(string Temporary, string Final)> _files = [];

    public async Task WriteAsync(string name, Func<CsvLines, Task> write, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.tmp");
        _files.Add((temporary, Path.Combine(folder, name)));
        await using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var lines = new CsvLines(stream);
        await write(lines);
        await lines.FlushAsync(ct);
    }

    public void Publish()
    {
        foreach (var (temporary, final) in _files)
            File.Move(temporary, final, overwrite: true);
        _files.Clear();
    }

    public void Dispose()
    {
        foreach (var (temporary, _) in _files)
            File.Delete(temporary);
    }
}
