using System.Collections.Concurrent;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>Texts of files, read again only when size or time of a file says that it was written: a dbt project may have thousands.</summary>
internal sealed class KeptTexts
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, string Text)> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Text, DbtManifest? Manifest)> _manifests = new(StringComparer.Ordinal);

    /// <summary>What a file says.</summary>
    public string Read(string path)
    {
        var file = new FileInfo(path);
        if (_texts.TryGetValue(path, out var known) && (known.Length, known.Written) == (file.Length, file.LastWriteTimeUtc))
            return known.Text;
        // PostgreSQL stores no NUL; what YAML makes of the replacement is reported where it stands.
        var text = File.ReadAllText(path).Replace('\0', '\uFFFD');
        _texts[path] = (file.Length, file.LastWriteTimeUtc, text);
        return text;
    }

    /// <summary>A manifest that was read without a problem, taken apart once.</summary>
    public DbtManifest? Manifest(string path, Func<string, DbtManifest?> read)
    {
        var text = Read(path);
        if (_manifests.TryGetValue(path, out var known) && ReferenceEquals(known.Text, text) && known.Manifest is not null)
            return known.Manifest;
        var manifest = read(text);
        _manifests[path] = (text, manifest);
        return manifest;
    }
}
