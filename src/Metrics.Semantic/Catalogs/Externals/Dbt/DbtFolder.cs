using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>A dbt project in its folder: the files that define semantic models and metrics, and, without a manifest, where its tables
/// are.</summary>
/// <param name="folder">The folder that paths are told from: that of <c>metrics.yml</c>.</param>
/// <param name="root">The folder of <c>dbt_project.yml</c>.</param>
/// <param name="texts">Reads files.</param>
internal sealed partial class DbtFolder(string folder, string root, KeptTexts texts)
{
    /// <summary>The file that makes a folder a dbt project.</summary>
    public const string ProjectFile = "dbt_project.yml";

    // Where the project itself is found, and nothing that dbt or an editor has put there.
    private static readonly string[] Foreign = ["dbt_packages", "dbt_modules", "target", "logs", "node_modules"];

    private YamlValue.Mapping? _project;

    /// <summary>The project's name; what its files belong to.</summary>
    public string Name => Text("name") is { Length: > 0 } name ? name : "dbt";

    /// <summary>Where dbt leaves its manifest, from the folder that paths are told from.</summary>
    public string UsualManifest => Told(Path.Combine(root, Text("target-path") ?? "target", "manifest.json"));

    /// <summary>Every folder that is dbt's, with what it has put there itself.</summary>
    public IEnumerable<string> OwnFolders => Paths("model-paths", "source-paths", "models")
        .Concat(Paths("seed-paths", "data-paths", "seeds"))
        .Concat(Paths("snapshot-paths", null, "snapshots")).Concat(Paths("macro-paths", null, "macros"))
        .Concat(Paths("test-paths", null, "tests")).Concat(Paths("analysis-paths", null, "analyses")).Concat(Foreign)
        .Select(p => Path.GetFullPath(Path.Combine(root, p)));

    /// <summary>Reads <c>dbt_project.yml</c>; false, with a problem, when it cannot be read.</summary>
    public bool Open(ICollection<Diagnostic> problems)
    {
        var path = Path.Combine(root, ProjectFile);
        if (!File.Exists(path))
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.UnreadableFile, $"there is no {ProjectFile} in '{Told(root)}'",
                new SourceLocation(CatalogFolder.SettingsFile, 1, 1),
                "external: {dbt_project: FOLDER} names the folder of that file"));
            return false;
        }

        var wrong = new List<Diagnostic>();
        _project = YamlText.Read(Told(path), texts.Read(path), wrong) is [YamlValue.Mapping mapping, ..] ? mapping : null;
        if (_project is not null)
            return true;
        problems.Add(wrong.Count > 0 ? wrong[0] : new Diagnostic(DiagnosticCode.UnreadableFile, "the file is empty",
            new SourceLocation(Told(path), 1, 1)));
        return false;
    }

    /// <summary>Every YAML file beside models, seeds and snapshots, as it stands.</summary>
    public EquatableList<CatalogFile> Files() => Paths("model-paths", "source-paths", "models")
        .Concat(Paths("seed-paths", "data-paths", "seeds")).Concat(Paths("snapshot-paths", null, "snapshots"))
        .SelectMany(p => Under(p, ".yml", ".yaml"))
        .DistinctBy(f => f.Path, StringComparer.Ordinal)
        .Select(f => new CatalogFile(Told(f.Path), Name, texts.Read(f.Path)))
        .OrderBy(f => f.Path, StringComparer.Ordinal).ToEquatableList();

    /// <summary>The tables that it builds, by its configuration and dbt's own naming.</summary>
    /// <param name="target">The schema of the target that dbt builds for.</param>
    /// <param name="files">Its YAML files.</param>
    /// <param name="problems">Takes what only dbt itself could tell.</param>
    public EquatableList<DbtNode> Nodes(string target, IEnumerable<CatalogFile> files, ICollection<Diagnostic> problems)
    {
        var properties = files.SelectMany(f => DbtProperties.Read(f.Path, f.Text)).GroupBy(p => (p.List, p.Name))
            .ToDictionary(g => g.Key, g => g.First());
        var macros = OwnMacros();
        foreach (var macro in macros.Values.Where(m => m.Rule is null))
        {
            problems.Add(new Diagnostic(
                DiagnosticCode.Doubtful, $"the project has a macro {macro.Name} of its own, which is not run here", macro.At,
                "external: {manifest: target/manifest.json} has the names that dbt itself has found"));
        }

        return Resources().SelectMany(r => NodesOf(r, properties.GetValueOrDefault((r.List, r.Name)), target, macros))
            .Concat(Named(properties.Values, target, macros))
            .DistinctBy(n => (n.Name, n.Version))
            .OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Version, StringComparer.Ordinal)
            .ToEquatableList();
    }

    /// <summary>Everything that <see cref="Nodes"/> looks at, so that it need not be done again while nothing of it was written.</summary>
    public IReadOnlyList<(string Path, string Text)> Inputs() =>
    [
        (ProjectFile, texts.Read(Path.Combine(root, ProjectFile))),
        .. Paths("model-paths", "source-paths", "models").SelectMany(p => Under(p, ".yml", ".yaml", ".sql", ".py"))
            .Concat(Paths("snapshot-paths", null, "snapshots").SelectMany(p => Under(p, ".yml", ".yaml", ".sql")))
            .Concat(Paths("macro-paths", null, "macros").SelectMany(p => Under(p, ".sql")))
            .Concat(Paths("seed-paths", "data-paths", "seeds").SelectMany(p => Under(p, ".yml", ".yaml")))
            .Select(f => (f.Path, texts.Read(f.Path))),
        .. Paths("seed-paths", "data-paths", "seeds").SelectMany(p => Under(p, ".csv")).Select(f => (f.Path, "")),
    ];

    private IEnumerable<DbtNode> NodesOf(
        Resource resource, DbtProperties? properties, string target, Dictionary<string, NamingMacro> macros)
    {
        // Those with versions are found by their properties, which say what file each is in.
        if (properties is null or { Versions.Count: 0 })
        {
            var settings = Configured(resource).With(properties?.Settings ?? DbtSettings.Nothing).With(DbtSettings.OfCode(resource.Code));
            yield return Node(resource.Name, null, isLatest: true, settings, target, macros);
        }
    }

    // Versions whose files are called otherwise, and snapshots that are all YAML.
    private IEnumerable<DbtNode> Named(IEnumerable<DbtProperties> properties, string target, Dictionary<string, NamingMacro> macros)
    {
        var code = Resources().Where(r => r.List == "models").GroupBy(r => r.Name).ToDictionary(g => g.Key, g => g.First());
        foreach (var of in properties)
        {
            foreach (var (version, own, file) in of.Versions)
            {
                var resource = code.GetValueOrDefault(file ?? $"{of.Name}_v{version}") ?? code.GetValueOrDefault(of.Name);
                var settings = (resource is null ? DbtSettings.Nothing : Configured(resource)).With(of.Settings).With(own);
                yield return Node(
                    of.Name, version, version == of.Latest, settings.With(DbtSettings.OfCode(resource?.Code ?? "")), target, macros);
            }

            if (of is { List: "snapshots", Versions.Count: 0 })
                yield return Node(of.Name, null, isLatest: true, Configured(new Resource("snapshots", of.Name, [of.Name], ""))
                    .With(of.Settings), target, macros);
        }
    }

    private DbtNode Node(
        string name, string? version, bool isLatest, DbtSettings settings, string target, Dictionary<string, NamingMacro> macros)
    {
        var naming = macros.GetValueOrDefault(NamingMacro.Schema);
        var relation = new NodeRelation(
            settings.Database?.Text,
            settings.TargetSchema?.Text ?? DbtNames.Schema(target, settings.Schema?.Text?.Trim(), naming?.Rule ?? SchemaRule.BehindTarget),
            DbtNames.Alias(name, version, settings.Alias?.Text?.Trim()));
        // What one macro decides for many tables is one thing to mend.
        var decides = macros.TryGetValue(NamingMacro.Alias, out var alias) ? alias
            : naming is { Rule: null } && settings.Schema?.Text is not null ? naming
            : null;
        var own = settings.Enabled is false ? "it is not enabled in dbt"
            : settings.Computed is { } computed ? $"its {computed} is computed by Jinja, which is not run here"
            : null;
        return new DbtNode(Name, name, version, isLatest, relation)
        {
            Unknown = own ?? (decides is null ? null : $"the project's own {decides.Name} decides it"),
            UnknownAt = own is null ? decides?.At : null,
        };
    }

    // As dbt goes down dbt_project.yml: the root of the kind, the project's name, then folder by folder.
    private DbtSettings Configured(Resource resource)
    {
        var level = Value(_project, resource.List);
        var settings = DbtSettings.Of(level);
        foreach (var step in resource.Fqn.Prepend(Name))
        {
            level = Value(level as YamlValue.Mapping, step);
            if (level is not YamlValue.Mapping)
                break;
            settings = settings.With(DbtSettings.Of(level));
        }

        return settings;
    }

    private IEnumerable<Resource> Resources()
    {
        foreach (var (folderOf, path) in Paths("model-paths", "source-paths", "models")
            .SelectMany(p => Under(p, ".sql", ".py").Select(f => (p, f.Path))))
            yield return new Resource("models", Path.GetFileNameWithoutExtension(path), Fqn(folderOf, path), texts.Read(path));
        foreach (var (folderOf, path) in Paths("seed-paths", "data-paths", "seeds")
            .SelectMany(p => Under(p, ".csv").Select(f => (p, f.Path))))
            yield return new Resource("seeds", Path.GetFileNameWithoutExtension(path), Fqn(folderOf, path), "");
        foreach (var (folderOf, path) in Paths("snapshot-paths", null, "snapshots")
            .SelectMany(p => Under(p, ".sql").Select(f => (p, f.Path))))
        {
            foreach (Match block in SnapshotBlock().Matches(texts.Read(path)))
                yield return new Resource("snapshots", block.Groups["name"].Value, [.. Fqn(folderOf, path), block.Groups["name"].Value],
                    block.Groups["code"].Value);
        }
    }

    private Dictionary<string, NamingMacro> OwnMacros() => Paths("macro-paths", null, "macros").SelectMany(p => Under(p, ".sql"))
        .SelectMany(f => NamingMacro.Read(Told(f.Path), texts.Read(f.Path)))
        .GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    private string[] Fqn(string folderOf, string path) =>
        Path.ChangeExtension(Path.GetRelativePath(Path.Combine(root, folderOf), path), null).Replace('\\', '/').Split('/');

    private IEnumerable<(string Path, string Folder)> Under(string path, params string[] endings)
    {
        var under = Path.GetFullPath(Path.Combine(root, path));
        if (!Directory.Exists(under))
            return [];
        return Directory.EnumerateFiles(under, "*", SearchOption.AllDirectories)
            .Where(f => endings.Contains(Path.GetExtension(f)) && !IsForeign(Path.GetRelativePath(under, f)))
            .Order(StringComparer.Ordinal).Select(f => (f, under));
    }

    private static bool IsForeign(string path) => path.Split('/', '\\').SkipLast(1).Any(p => p.StartsWith('.') || Foreign.Contains(p));

    private IEnumerable<string> Paths(string key, string? older, string usual) =>
        Texts(key) ?? (older is null ? null : Texts(older)) ?? [usual];

    private List<string>? Texts(string key) => Value(_project, key) switch
    {
        YamlValue.Sequence list => [.. list.Items.OfType<YamlValue.Scalar>().Select(s => s.Text)],
        YamlValue.Scalar { IsNull: false } one => [one.Text],
        _ => null,
    };

    private string? Text(string key) => Value(_project, key) is YamlValue.Scalar { IsNull: false } text ? text.Text : null;

    private string Told(string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    private static YamlValue? Value(YamlValue.Mapping? mapping, string key) =>
        mapping?.Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;

    [GeneratedRegex(@"\{%-?\s*snapshot\s+(?<name>\w+)\s*-?%\}(?<code>.*?)\{%-?\s*endsnapshot", RegexOptions.Singleline)]
    private static partial Regex SnapshotBlock();

    // Fqn: the folders below that of its kind, and its name.
    private sealed record Resource(string List, string Name, string[] Fqn, string Code);
}
