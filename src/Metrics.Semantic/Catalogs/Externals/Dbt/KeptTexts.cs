using System.Collections.Concurrent;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>Texts of files, read again only when a file's size or time has changed: a dbt project may have thousands.</summary>
internal sealed class KeptTexts
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, string Text)> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Text, DbtManifest? Manifest)> _manifests = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (string Text, bool Speaks)> _speaking = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (string Text, IReadOnlyList<YamlValue> Documents)> _documents =
        new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string Root, string Schema, string? Target), KeptNodes> _nodes = new();

    /// <summary>The text of a file.</summary>
    public string Read(string path)
    {
        var file = new FileInfo(path);
        if (_texts.TryGetValue(path, out var known) && (known.Length, known.Written) == (file.Length, file.LastWriteTimeUtc))
            return known.Text;
        // Warehouses store no NUL. If YAML rejects the replacement character, that is reported at its place.
        var text = File.ReadAllText(path).Replace('\0', '\uFFFD');
        _texts[path] = (file.Length, file.LastWriteTimeUtc, text);
        return text;
    }

    /// <summary>
    /// The text of a file if it has a key like those of policies; null if not. It is searched again only when it has changed.
    /// </summary>
    public string? Speaking(string path)
    {
        var text = Read(path);
        if (!_speaking.TryGetValue(path, out var known) || !ReferenceEquals(known.Text, text))
            _speaking[path] = known = (text, PolicyWords.AreIn(text) || PolicyWords.SecretsAreIn(text));
        return known.Speaks ? text : null;
    }

    /// <summary>The documents of a YAML file, parsed again only when it has changed. What is wrong is said by who reads it whole.</summary>
    public IReadOnlyList<YamlValue> Documents(string path)
    {
        var text = Read(path);
        if (!_documents.TryGetValue(path, out var known) || !ReferenceEquals(known.Text, text))
            _documents[path] = known = (text, YamlText.Read(path, text, new List<Diagnostic>()));
        return known.Documents;
    }

    /// <summary>A manifest, parsed again only when its text has changed or could not be read.</summary>
    public DbtManifest? Manifest(string path, Func<string, DbtManifest?> read)
    {
        var text = Read(path);
        if (_manifests.TryGetValue(path, out var known) && ReferenceEquals(known.Text, text) && known.Manifest is not null)
            return known.Manifest;
        var manifest = read(text);
        _manifests[path] = (text, manifest);
        return manifest;
    }

    /// <summary>The tables of a dbt project without a manifest, determined again only when one of its files has changed.</summary>
    public DbtManifest Nodes(string root, (string Schema, string? Name) target, DbtFolder project, IReadOnlyList<CatalogFile> files)
    {
        var (inputs, key) = (project.Inputs(), (root, target.Schema, target.Name));
        if (!_nodes.TryGetValue(key, out var known) || !known.IsOf(inputs))
            _nodes[key] = known = new KeptNodes(inputs, new DbtManifest(project.Nodes(target, files), Database: null));
        return known.Manifest;
    }

    private sealed record KeptNodes(IReadOnlyList<(string Path, string Text)> Inputs, DbtManifest Manifest)
    {
        public bool IsOf(IReadOnlyList<(string Path, string Text)> inputs) => inputs.Count == Inputs.Count
            && inputs.Zip(Inputs).All(x => x.First.Path == x.Second.Path && ReferenceEquals(x.First.Text, x.Second.Text));
    }
}
