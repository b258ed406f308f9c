using System.Text.RegularExpressions;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Refresh.Graph;
using Metrics.Refresh.Models;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Reading;

namespace Metrics.Refresh.Projects;

/// <summary>Reads a project folder: <c>metrics.yml</c> and one folder a pack, reporting every problem at once.</summary>
internal sealed partial class ProjectLoader(string folder, Func<string, string?> environment)
{
    private const string SettingsFile = "metrics.yml";
    private readonly List<Diagnostic> _problems = [];
    private readonly string _folder = Path.GetFullPath(folder);

    public static Outcome<Project> Load(string folder, Func<string, string?> environment) => new ProjectLoader(folder, environment).Load();

    private Outcome<Project> Load()
    {
        var settingsPath = Path.Combine(_folder, SettingsFile);
        if (!File.Exists(settingsPath))
            return Outcome<Project>.Refused(new Diagnostic(DiagnosticCode.UnreadableFile, $"no {SettingsFile} in '{folder}'", Hint: "give the project's folder with --project"));
        if (ReadYaml(settingsPath) is not { } root)
        {
            _problems.Add(new Diagnostic(DiagnosticCode.MissingKey, "the file is empty", new SourceLocation(SettingsFile, 1, 1)));
            return Outcome<Project>.Refused(_problems);
        }

        var settings = SettingsReader.Read(root, _problems);
        var packs = Directory.GetDirectories(_folder).Where(IsPack).OrderBy(d => d, StringComparer.Ordinal).ToList();
        var nodes = packs.SelectMany(ReadPack).ToList();
        foreach (var unknown in settings.PublishTogether.Where(p => packs.All(d => Path.GetFileName(d) != p)))
            _problems.Add(new Diagnostic(DiagnosticCode.UnknownName, $"there is no pack '{unknown}'", new SourceLocation(SettingsFile, 1, 1), Candidates: NearestNames.To(unknown, packs.Select(d => Path.GetFileName(d)))));
        var (byName, graph) = NodeChecks.Check(nodes, settings, _problems);
        return _problems.Any(p => p.Severity == DiagnosticSeverity.Error)
            ? Outcome<Project>.Refused(_problems)
            : Outcome<Project>.Of(
                new Project(_folder, settings, byName, graph) { Catalog = new CatalogSource(CatalogFolder.Files(_folder), settings.SharedEntities) }, _problems);
    }

    private static bool IsPack(string directory) =>
        !Path.GetFileName(directory).StartsWith('.')
        && (File.Exists(Path.Combine(directory, "sources.yml")) || Directory.Exists(Path.Combine(directory, "models")) || Directory.Exists(Path.Combine(directory, "seeds")));

    private List<Node> ReadPack(string directory)
    {
        var pack = Path.GetFileName(directory);
        var reader = new SourcesReader(_folder, pack, new ProjectVariables(environment), _problems);
        var nodes = new List<Node>();
        if (Path.Combine(directory, "sources.yml") is var sources && File.Exists(sources) && ReadYaml(sources) is { } sourcesRoot)
            nodes.AddRange(reader.ReadSources(sourcesRoot));
        if (Path.Combine(directory, "seeds", "seeds.yml") is var seeds && File.Exists(seeds) && ReadYaml(seeds) is { } seedsRoot)
            nodes.AddRange(reader.ReadSeeds(seedsRoot, Path.Combine(directory, "seeds")));
        foreach (var layer in new[] { Layer.Silver, Layer.Gold })
        {
            var models = Path.Combine(directory, "models", layer.Word());
            if (!Directory.Exists(models))
                continue;
            foreach (var file in Directory.GetFiles(models, "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                if (ModelFile.Read(File.ReadAllText(file), Relative(file), Path.GetFileNameWithoutExtension(file), pack, layer, _problems) is { } model)
                    nodes.Add(model);
            }
        }

        foreach (var node in nodes.Where(n => !Name().IsMatch(n.Name)))
            _problems.Add(new Diagnostic(DiagnosticCode.InvalidName, $"'{node.Name}' is not a name: lower-case letters, digits and underscores, at most 63", node.Location));
        return nodes;
    }

    private YamlValue? ReadYaml(string path) => YamlText.Read(Relative(path), File.ReadAllText(path), _problems) is [var first, ..] ? first : null;

    private string Relative(string path) => Path.GetRelativePath(_folder, path).Replace('\\', '/');

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex Name();
}
