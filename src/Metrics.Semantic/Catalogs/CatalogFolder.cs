using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs;

/// <summary>The semantic files of a project's folder: <c>&lt;pack&gt;/semantic/**/*.yml</c>, and manifests (<c>*.json</c>).</summary>
public static class CatalogFolder
{
    /// <summary>The file of the project's settings.</summary>
    public const string SettingsFile = "metrics.yml";

    /// <summary>Everything a catalog is read from; without the settings file nothing is shared.</summary>
    public static CatalogSource Read(string folder)
    {
        var settings = Path.Combine(folder, SettingsFile);
        if (!File.Exists(settings))
            return new CatalogSource(Files(folder), []);
        var text = File.ReadAllText(settings);
        var problems = new List<Diagnostic>();
        YamlText.Read(SettingsFile, text, problems);
        return new CatalogSource(Files(folder), SharedEntities(text))
        {
            External = ExternalSchema.Read(text), SettingsProblem = problems.Find(p => p.Code == DiagnosticCode.UnreadableFile),
        };
    }

    /// <summary>The files, in the order of their paths.</summary>
    public static EquatableList<CatalogFile> Files(string folder) => Directory.GetDirectories(folder)
        .Where(pack => !Path.GetFileName(pack).StartsWith('.') && Directory.Exists(Path.Combine(pack, "semantic")))
        .SelectMany(pack => Directory.GetFiles(Path.Combine(pack, "semantic"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yml" or ".yaml" or ".json")
            .Select(file => new CatalogFile(Path.GetRelativePath(folder, file).Replace('\\', '/'), Path.GetFileName(pack), ReadText(file))))
        .OrderBy(file => file.Path, StringComparer.Ordinal)
        .ToEquatableList();

    /// <summary>What <c>metrics.yml</c> says under <c>shared_entities</c>; the rest of it is the refresh's to check.</summary>
    public static EquatableList<string> SharedEntities(string settings) =>
        YamlText.Read(SettingsFile, settings, new List<Diagnostic>()) is [YamlValue.Mapping mapping, ..]
            ? new MappingReader(mapping, new List<Diagnostic>(), "project").Texts("shared_entities")
            : [];

    // PostgreSQL stores no NUL; what YAML makes of the replacement is reported where it stands.
    private static string ReadText(string file) => File.ReadAllText(file).Replace('\0', '\uFFFD');
}
