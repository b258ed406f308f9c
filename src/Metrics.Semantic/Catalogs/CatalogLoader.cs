using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Files;
using Metrics.Semantic.Catalogs.Rules;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs;

/// <summary>Reads semantic files and holds them to the rules, reporting every problem at once.</summary>
public static class CatalogLoader
{
    /// <summary>The definitions of all files, not yet bound to tables.</summary>
    public static CatalogDraft Load(CatalogSource source)
    {
        var written = new WrittenManifest();
        foreach (var file in source.Files.OrderBy(f => f.Path, StringComparer.Ordinal))
            new FileReader(file, written).Read();
        var set = DefinitionSet.Of(written);
        var names = new NameIndex(set);
        set.Findings.AddRange(CatalogRules.Check(new RuleContext(set, names, source)).ToList());
        return new CatalogDraft(source, set, names);
    }
}
