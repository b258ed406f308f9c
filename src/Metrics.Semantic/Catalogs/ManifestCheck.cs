using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Files;
using Metrics.Semantic.Catalogs.Rules.Dbt;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs;

/// <summary>Checks definitions against dbt's own rules, as <c>dbt parse</c> would, without a project around them.</summary>
public static class ManifestCheck
{
    /// <summary>The word for the rules that dbt runs by default.</summary>
    public const string DefaultRules = "ALL_DEFAULT_RULES";

    /// <summary>The names of all rules, in dbt's order.</summary>
    public static IEnumerable<string> Rules => DbtRules.All.Select(r => r.Name);

    /// <summary>Checks a <c>semantic_manifest.json</c>.</summary>
    /// <param name="file">The file name for locations.</param>
    /// <param name="json">Its content.</param>
    /// <param name="rules">The rules to check, by name; all of them when null.</param>
    public static EquatableList<ManifestIssue> OfManifest(string file, string json, IReadOnlyCollection<string>? rules = null)
    {
        var written = new WrittenManifest();
        new FileReader(new CatalogFile(file, "", json), written, FileForm.Manifest).Read();
        return Issues(
            written, DbtRules.All.Where(r => rules is null || rules.Contains(r.Name) || (r.IsDefault && rules.Contains(DefaultRules))));
    }

    /// <summary>
    /// Checks that documents written by people can be read. What they mean together is checked by <see cref="OfManifest"/> or in a project.
    /// </summary>
    public static EquatableList<ManifestIssue> OfDocuments(IEnumerable<(string File, string Text)> documents)
    {
        var written = new WrittenManifest();
        foreach (var (file, text) in documents)
            new FileReader(new CatalogFile(file, "", text), written).Read();
        return Issues(written, []);
    }

    private static EquatableList<ManifestIssue> Issues(WrittenManifest written, IEnumerable<DbtRule> rules) =>
    [
        .. written.Findings.Select(f => new ManifestIssue(ManifestIssue.Unreadable, f.Diagnostic)),
        .. rules.SelectMany(r => r.Run(written)).Select(f => new ManifestIssue(f.Rule, f.Diagnostic)),
    ];
}
