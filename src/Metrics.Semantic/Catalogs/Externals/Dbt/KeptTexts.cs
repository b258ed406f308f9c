using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>Texts of files, read again only when a file's size or time has changed: a dbt project may have thousands.</summary>
internal sealed partial class KeptTexts
{
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written, string Text)> _texts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string Text, DbtManifest? Manifest)> _manifests = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (string Text, string? Speaking)> _speaking = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, (string Text, IReadOnlyList<YamlValue> Documents)> _documents =
        new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string Root, string Schema, string? Target), KeptNodes> _nodes = new();

    /// <summary>The text of a file.</summary>
    public string Read(string path)
    {
        var file = new FileInfo(path);
        if (_texts.TryGetValue(path, out var known) && (known.Length, known.Written) == (file.Length, file.LastWriteTimeUtc))
            return known.Text;
        var text = DefinitionFile.Text(path);
        _texts[path] = (file.Length, file.LastWriteTimeUtc, text);
        return text;
    }

    /// <summary>
    /// The text of a file if it has a key like those of policies; null if not. It is searched again only when it has changed.
    /// </summary>
    public string? Speaking(string path) => Derived(_speaking, path, t => PolicyWords.AreIn(t) || PolicyWords.SecretsAreIn(t) ? t : null);

    /// <summary>The same of the header of a model: the comment that its SQL begins with.</summary>
    public string? SpeakingHeader(string path) => Derived(_speaking, path, t => Header().Match(t) is { Success: true } header
        && header.Groups["text"].Value is var text && (PolicyWords.AreIn(text) || PolicyWords.SecretsAreIn(text)) ? text : null);

    /// <summary>The documents of a YAML file, parsed again only when it has changed. What is wrong is said by who reads it whole.</summary>
    public IReadOnlyList<YamlValue> Documents(string path) =>
        Derived(_documents, path, t => YamlText.Read(path, t, new List<Diagnostic>()));

    private T Derived<T>(ConcurrentDictionary<string, (string Text, T Value)> kept, string path, Func<string, T> make)
    {
        var text = Read(path);
        if (!kept.TryGetValue(path, out var known) || !ReferenceEquals(known.Text, text))
            kept[path] = known = (text, make(text));
        return known.Value;
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

    [GeneratedRegex(@"^\s*/\*(?<text>.*?)\*/", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Header();

    private sealed record KeptNodes(IReadOnlyList<(string Path, string Text)> Inputs, DbtManifest Manifest)
    {
        public bool IsOf(IReadOnlyList<(string Path, string Text)> inputs) => inputs.Count == Inputs.Count
            && inputs.Zip(Inputs).All(x => x.First.Path == x.Second.Path && ReferenceEquals(x.First.Text, x.Second.Text));
    }
}
