using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Externals.Dbt;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs;

/// <summary>The semantic files of a project's folder: <c>&lt;pack&gt;/semantic/**/*.yml</c>, and manifests (<c>*.json</c>).</summary>
public static partial class CatalogFolder
{
    /// <summary>The file of the project's settings.</summary>
    public const string SettingsFile = "metrics.yml";

    /// <summary>Everything that a catalog is read from; without the settings file there are no shared entities.</summary>
    public static CatalogSource Read(string folder) => Read(folder, new KeptTexts());

    /// <summary>The files of the project's own packs, in the order of their paths.</summary>
    public static EquatableList<CatalogFile> Files(string folder) => Directory.GetDirectories(folder)
        .Where(pack => !Path.GetFileName(pack).StartsWith('.') && Directory.Exists(Path.Combine(pack, "semantic")))
        .SelectMany(pack => Directory.GetFiles(Path.Combine(pack, "semantic"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is ".yml" or ".yaml" or ".json")
            .Select(file => DefinitionFile.Of(folder, Path.GetFileName(pack), file)))
        .OfType<CatalogFile>()
        .OrderBy(file => file.Path, StringComparer.Ordinal)
        .ToEquatableList();

    /// <summary>True when the folder is a dbt project.</summary>
    public static bool IsDbtProject(string folder) => File.Exists(Path.Combine(folder, DbtFolder.ProjectFile));

    /// <summary>Folders in a project's folder that belong to dbt, and so are no packs, as full paths.</summary>
    public static IReadOnlyList<string> DbtFolders(string folder)
    {
        var project = new DbtFolder(folder, folder, new KeptTexts());
        var own = IsDbtProject(folder) && project.Open([]) ? project.OwnFolders : [];
        var settings = Path.Combine(folder, SettingsFile);
        var isDbts = File.Exists(settings) && ExternalSchema.Read(File.ReadAllText(settings)) is { } external
            && (external.DbtProject ?? external.Manifest) is not null;
        return [.. own, .. isDbts ? Directory.GetDirectories(folder).Where(IsDbtProject).Select(Path.GetFullPath) : []];
    }

    /// <summary>The same, reusing texts that were read before.</summary>
    internal static CatalogSource Read(string folder, KeptTexts texts)
    {
        var settings = Path.Combine(folder, SettingsFile);
        if (!File.Exists(settings))
            return Beside(new CatalogSource(Files(folder), []), folder, texts);
        var text = File.ReadAllText(settings);
        var problems = new List<Diagnostic>();
        YamlText.Read(SettingsFile, text, problems);
        var (external, dbts) = ExternalSchema.Read(text) is { } said ? DbtReading.Read(folder, said, texts) : (null, []);
        // A pack may lie among dbt's models; its files are still read only once.
        var there = dbts.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var files = Files(folder).Where(f => !there.Contains(f.Path)).Concat(dbts).OrderBy(f => f.Path, StringComparer.Ordinal)
            .ToEquatableList();
        return Beside(new CatalogSource(files, SharedEntities(text)), folder, texts) with
        {
            External = external, SettingsProblem = problems.Find(p => p.Code == DiagnosticCode.UnreadableFile),
        };
    }

    private static CatalogSource Beside(CatalogSource source, string folder, KeptTexts texts) => source with
    {
        Elsewhere = FilesElsewhere.Of(folder, source.Files.Select(f => f.Path), texts), Planned = Planned(folder, texts),
    };

    // A model has the name of its file, as a seed may; sources and seeds are named in their files. An ephemeral model is never a table.
    private static EquatableList<string> Planned(string folder, KeptTexts texts) => Directory.GetDirectories(folder)
        .Where(pack => !Path.GetFileName(pack).StartsWith('.'))
        .SelectMany(pack => FilesIn(Path.Combine(pack, "models", "silver"), "*.sql")
            .Concat(FilesIn(Path.Combine(pack, "models", "gold"), "*.sql")).Where(f => !Ephemeral().IsMatch(texts.Read(f)))
            .Concat(FilesIn(Path.Combine(pack, "seeds"), "*.csv")).Select(f => Path.GetFileNameWithoutExtension(f))
            .Concat(Named(Path.Combine(pack, "seeds", "seeds.yml"), "seeds", texts).Select(s => s.Name))
            .Concat(Named(Path.Combine(pack, "sources.yml"), "sources", texts)
                .SelectMany(s => s.Of.Mappings("tables", "table").Select(t => $"{s.Name}__{t.Text("name")}"))))
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToEquatableList();

    private static IEnumerable<(string Name, MappingReader Of)> Named(string file, string list, KeptTexts texts) => !File.Exists(file) ? []
        : from document in texts.Documents(file)
          where document is YamlValue.Mapping
          from item in new MappingReader((YamlValue.Mapping)document, new List<Diagnostic>(), "file").Mappings(list, "item")
          select (item.Text("name") ?? "", item);

    // Names with a dot in front are those of editors.
    private static IEnumerable<string> FilesIn(string folder, string pattern) => !Directory.Exists(folder) ? []
        : Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith('.'));

    [GeneratedRegex(@"^\s*/\*.*?\bmaterialization:\s*ephemeral\b.*?\*/", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Ephemeral();

    /// <summary>What <c>metrics.yml</c> says under <c>shared_entities</c>; the refresh checks the rest of that file.</summary>
    public static EquatableList<string> SharedEntities(string settings) =>
        YamlText.Read(SettingsFile, settings, new List<Diagnostic>()) is [YamlValue.Mapping mapping, ..]
            ? new MappingReader(mapping, new List<Diagnostic>(), "project").Texts("shared_entities")
            : [];
}
