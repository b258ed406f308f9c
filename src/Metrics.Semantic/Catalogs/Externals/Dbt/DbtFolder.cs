using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Externals.Dbt.Jinja;
using Metrics.Semantic.Catalogs.Files;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Externals.Dbt;

/// <summary>A dbt project in its folder: the files that define semantic models and metrics, and, without a manifest, where its tables
/// are.</summary>
/// <param name="folder">The folder that paths are relative to: that of <c>metrics.yml</c>.</param>
/// <param name="root">The folder of <c>dbt_project.yml</c>.</param>
/// <param name="texts">Reads files.</param>
internal sealed partial class DbtFolder(string folder, string root, KeptTexts texts)
{
    /// <summary>The file that makes a folder a dbt project.</summary>
    public const string ProjectFile = "dbt_project.yml";

    // Folders that are not part of the project: dbt, an editor or another tool has put them there.
    private static readonly string[] Foreign = ["dbt_packages", "dbt_modules", "target", "logs", "node_modules"];

    private YamlValue.Mapping? _project;

    /// <summary>The project's name, which is also the pack of its files.</summary>
    public string Name => Text("name") is { Length: > 0 } name ? name : "dbt";

    /// <summary>Where dbt writes its manifest by default, as a relative path.</summary>
    public string UsualManifest => Told(Path.Combine(root, Text("target-path") ?? "target", "manifest.json"));

    /// <summary>Every folder that belongs to dbt, with those that it writes itself.</summary>
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
                "set external: {dbt_project: FOLDER} to the folder of that file"));
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

    /// <summary>
    /// Where the project's settings have policies: under <c>+meta</c> of <c>dbt_project.yml</c>, or in the <c>config()</c> of a model. dbt
    /// would apply these to the resources they are set for; here only those of a semantic model itself are read. Null when there are none.
    /// </summary>
    public SourceLocation? UnheldPolicies()
    {
        var settings = _project!.Whole().OfType<YamlValue.Mapping>().SelectMany(m => m.Entries)
            .Where(e => IsPolicies(e) || e.Key.Text.TrimStart('+').Equals("meta", StringComparison.OrdinalIgnoreCase)
                && e.Value.Whole().OfType<YamlValue.Mapping>().SelectMany(m => m.Entries).Any(x => x.Key.Text == "metrics"
                    && x.Value is YamlValue.Mapping ours && ours.Entries.Any(o => PolicyWords.IsOne(o.Key.Text))))
            .Select(e => (SourceLocation?)e.Key.Location).FirstOrDefault();
        return settings ?? Resources().Where(r => ConfigWithPolicies().IsMatch(r.Code))
            .Select(r => (SourceLocation?)new SourceLocation(Told(r.Path), 1, 1)).FirstOrDefault();
    }

    /// <summary>The same for a project whose <c>dbt_project.yml</c> cannot be read, found by searching its raw texts.</summary>
    public SourceLocation? PoliciesOfText()
    {
        var path = Path.Combine(root, ProjectFile);
        if (File.Exists(path) && PolicyWords.AreWholeIn(texts.Read(path)))
            return new SourceLocation(Told(path), 1, 1);
        return Under("", ".sql").Where(f => ConfigWithPolicies().IsMatch(texts.Read(f.Path)))
            .Select(f => (SourceLocation?)new SourceLocation(Told(f.Path), 1, 1)).FirstOrDefault();
    }

    private static bool IsPolicies(YamlEntry entry)
    {
        var key = entry.Key.Text.TrimStart('+');
        return key.Equals(PolicyWords.Key, StringComparison.OrdinalIgnoreCase)
            || PolicyShapes.IsPolicies(entry with { Key = entry.Key with { Text = key } }, new HashSet<string>());
    }

    /// <summary>Every YAML file of such a project that may have policies, in any folder, because its model folders are not known.</summary>
    public EquatableList<CatalogFile> FilesWithPolicies(string pack) => Under("", ".yml", ".yaml")
        .Select(f => new CatalogFile(Told(f.Path), pack, texts.Read(f.Path))).Where(f => f.SpeaksOfPolicies).ToEquatableList();

    /// <summary>Every YAML file in the folders of models, seeds and snapshots, unchanged.</summary>
    public EquatableList<CatalogFile> Files() => Paths("model-paths", "source-paths", "models")
        .Concat(Paths("seed-paths", "data-paths", "seeds")).Concat(Paths("snapshot-paths", null, "snapshots"))
        .SelectMany(p => Under(p, ".yml", ".yaml"))
        .DistinctBy(f => f.Path, StringComparer.Ordinal)
        .Select(f => new CatalogFile(Told(f.Path), Name, texts.Read(f.Path)))
        .OrderBy(f => f.Path, StringComparer.Ordinal).ToEquatableList();

    /// <summary>The tables that it builds, named by its configuration and dbt's own rules.</summary>
    /// <param name="target">The schema of the target that dbt builds for, and the target's name if it is given.</param>
    /// <param name="files">Its YAML files.</param>
    public EquatableList<DbtNode> Nodes((string Schema, string? Name) target, IEnumerable<CatalogFile> files)
    {
        var properties = files.SelectMany(f => DbtProperties.Read(f.Path, f.Text)).GroupBy(p => (p.List, p.Name))
            .ToDictionary(g => g.Key, g => g.First());
        var naming = new DbtNaming(
            Name, target.Schema, target.Name, Value(_project, "vars"),
            Paths("macro-paths", null, "macros").SelectMany(p => Under(p, ".sql"))
                .SelectMany(f => JinjaMacro.Read(Told(f.Path), texts.Read(f.Path))));
        return Resources().SelectMany(r => NodesOf(r, properties.GetValueOrDefault((r.List, r.Name)), naming))
            .Concat(Named(properties.Values, naming))
            .DistinctBy(n => (n.Name, n.Version))
            .OrderBy(n => n.Name, StringComparer.Ordinal).ThenBy(n => n.Version, StringComparer.Ordinal)
            .ToEquatableList();
    }

    /// <summary>Everything that <see cref="Nodes"/> reads, so that its result can be reused while nothing of this changes.</summary>
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

    private IEnumerable<DbtNode> NodesOf(Resource resource, DbtProperties? properties, DbtNaming naming)
    {
        // Models with versions are found by their properties, which say which file each version is in.
        if (properties is null or { Versions.Count: 0 })
        {
            var settings = Configured(resource).With(properties?.Settings ?? DbtSettings.Nothing).With(DbtSettings.OfCode(resource.Code));
            yield return Node(resource, null, isLatest: true, settings, naming);
        }
    }

    // Versions, whose files may have other names, and snapshots in YAML only.
    private IEnumerable<DbtNode> Named(IEnumerable<DbtProperties> properties, DbtNaming naming)
    {
        var code = Resources().Where(r => r.List == "models").GroupBy(r => r.Name).ToDictionary(g => g.Key, g => g.First());
        foreach (var of in properties)
        {
            foreach (var (version, own, file) in of.Versions)
            {
                var resource = code.GetValueOrDefault(file ?? $"{of.Name}_v{version}") ?? code.GetValueOrDefault(of.Name);
                var settings = (resource is null ? DbtSettings.Nothing : Configured(resource)).With(of.Settings).With(own);
                yield return Node(
                    (resource ?? new Resource(of.List, of.Name, [of.Name], "")) with { Name = of.Name }, version, version == of.Latest,
                    settings.With(DbtSettings.OfCode(resource?.Code ?? "")), naming);
            }

            if (of is { List: "snapshots", Versions.Count: 0 })
            {
                var snapshot = new Resource("snapshots", of.Name, [of.Name], "");
                yield return Node(snapshot, null, isLatest: true, Configured(snapshot).With(of.Settings), naming);
            }
        }
    }

    private DbtNode Node(Resource resource, string? version, bool isLatest, DbtSettings settings, DbtNaming naming)
    {
        var name = resource.Name;
        if (settings.Enabled is false)
            return Lost("it is not enabled in dbt", null, null);
        var node = DbtNaming.Node(Name, resource.List, name, version, resource.Fqn);
        JinjaValue? Said(DbtSettings.Said? said) => said is { } of ? naming.Value(of) : null;
        var (schema, alias, database, targetSchema) = (
            Said(settings.Schema) ?? JinjaValue.Nothing, Said(settings.Alias) ?? JinjaValue.Nothing, Said(settings.Database),
            Said(settings.TargetSchema) is { } said and not JinjaValue.None ? said : null);
        foreach (var (what, value) in new[] { ("schema", targetSchema ?? schema), ("alias", alias), ("database", database) })
        {
            if (value is JinjaValue.Unknown unknown)
                return Lost($"its {what} is computed by Jinja from {unknown.Why}", null, WayOut(unknown));
        }

        var (place, decides) = targetSchema is null ? naming.Schema(schema, node) : (targetSchema, null);
        if (place is not JinjaValue.Text { Value: { Length: > 0 } schemaName })
            return Lost(Why(decides, place), decides?.At, WayOut(place));
        (var called, decides) = naming.Alias(alias, node);
        if (called is not JinjaValue.Text { Value: { Length: > 0 } table })
            return Lost(Why(decides, called), decides?.At, WayOut(called));
        return new DbtNode(Name, name, version, isLatest, new NodeRelation((database as JinjaValue.Text)?.Value, schemaName, table));

        // Nothing is bound to it; its place is what dbt would use without any configuration.
        DbtNode Lost(string why, SourceLocation? at, string? hint) =>
            new(Name, name, version, isLatest, new NodeRelation(null, naming.TargetSchema, DbtNames.Alias(name, version, null)))
            {
                Unknown = why, UnknownAt = at, UnknownHint = hint,
            };
    }

    private static string Why(JinjaMacro? decides, JinjaValue value) => (decides is null ? "it is decided by dbt's own macro"
        : $"it is decided by the project's own {decides.Name}") + (value is JinjaValue.Unknown unknown ? $", from {unknown.Why}" : "");

    // A hint if only the target's name is missing in the settings.
    private static string? WayOut(JinjaValue value) => value is JinjaValue.Unknown { Why: "target.name" or "target.target_name" }
        ? "set the target that dbt builds for: external: {dbt_project: …, schema: …, target: NAME}" : null;

    // As dbt reads dbt_project.yml: the root of the resource's kind, the project's name, then folder by folder.
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
            yield return new Resource("models", Path.GetFileNameWithoutExtension(path), Fqn(folderOf, path), texts.Read(path), path);
        foreach (var (folderOf, path) in Paths("seed-paths", "data-paths", "seeds")
            .SelectMany(p => Under(p, ".csv").Select(f => (p, f.Path))))
            yield return new Resource("seeds", Path.GetFileNameWithoutExtension(path), Fqn(folderOf, path), "");
        foreach (var (folderOf, path) in Paths("snapshot-paths", null, "snapshots")
            .SelectMany(p => Under(p, ".sql").Select(f => (p, f.Path))))
        {
            foreach (Match block in SnapshotBlock().Matches(texts.Read(path)))
                yield return new Resource("snapshots", block.Groups["name"].Value, [.. Fqn(folderOf, path), block.Groups["name"].Value],
                    block.Groups["code"].Value, path);
        }
    }

    private string[] Fqn(string folderOf, string path) =>
        Path.ChangeExtension(Path.GetRelativePath(Path.Combine(root, folderOf), path), null).Replace('\\', '/').Split('/');

    private IEnumerable<(string Path, string Folder)> Under(string path, params string[] endings)
    {
        var under = Path.GetFullPath(Path.Combine(root, path));
        if (!Directory.Exists(under))
            return [];
        return Directory.EnumerateFiles(under, "*", SearchOption.AllDirectories)
            .Where(f => endings.Contains(Path.GetExtension(f)) && !IsForeign(Path.GetRelativePath(under, f))
                // An editor's lock, which is a link to nothing.
                && !Path.GetFileName(f).StartsWith(".#", StringComparison.Ordinal))
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

    // Found as a key of a dictionary, however that is written, or as an argument; 'policies'::text is a cast in SQL.
    [GeneratedRegex(
        @"[""'](row_)?polic(y|ies|es|ys)[""']\s*:(?!:)\s*[\[{(]|[""']policies[""']\s*:(?!:)|\b(row_)?polic(y|ies|es|ys)\s*=\s*[\[{(]"
        + @"|[""']metrics[""']\s*:\s*\{[^{}]*[""'](rows?|masks?|hides?|unless|public)[""']\s*:"
        + @"|\b(config|dict)\s*\(([^()]|\([^()]*\))*?\bpolicies\s*=(?!=)"
        + @"|[(,]\s*metrics\s*=\s*\{[^{}]*[""'](rows?|masks?|hides?|unless|public)[""']\s*:"
        + @"|([(,]\s*metrics\s*=|[""']metrics[""']\s*:)\s*dict\s*\(([^()]|\([^()]*\))*?\b(rows?|masks?|hides?|unless|public)\s*=(?!=)",
        RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex ConfigWithPolicies();

    // Fqn: the folders below the one of its kind, then its name.
    private sealed record Resource(string List, string Name, string[] Fqn, string Code, string Path = "");
}
