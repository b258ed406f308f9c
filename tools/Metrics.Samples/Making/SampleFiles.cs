namespace Metrics.Samples.Making;

/// <summary>Files that appear in a folder only when all of them are complete.</summary>
internal sealed class SampleFiles(string folder) : IDisposable
{
    private readonly List<(string Temporary, string Final)> _files = [];

    /// <summary>A file to write to beside others; it has to be closed before they are published.</summary>
    public FileStream Create(string name)
    {
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}.tmp");
        _files.Add((temporary, Path.Combine(folder, name)));
        return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    public async Task WriteAsync(string name, Func<CsvLines, Task> write, CancellationToken ct)
    {
        await using var stream = Create(name);
        var lines = new CsvLines(stream);
        await write(lines);
        await lines.FlushAsync(ct);
    }

    /// <summary>Writes what the pack's saved queries are to answer; called last, for its file is the sign that all are there.</summary>
    public async Task WriteAsync(string name, ExpectedAnswers answers, CancellationToken ct)
    {
        await using var stream = Create(name);
        await answers.WriteAsync(stream, ct);
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
