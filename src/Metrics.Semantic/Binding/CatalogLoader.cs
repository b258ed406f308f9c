using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Externals;
using Metrics.Semantic.Catalogs.Files;
using Metrics.Semantic.Catalogs.Rules;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Binding;

/// <summary>Reads semantic files and checks them against the rules, reporting all problems together.</summary>
public static class CatalogLoader
{
    /// <summary>The definitions of all files, not yet bound to tables.</summary>
    /// <param name="source">The files and settings.</param>
    /// <param name="published">Tables that the project's own refresh publishes or will publish; used only if the project reads external
    /// tables too.</param>
    public static CatalogDraft Load(CatalogSource source, IEnumerable<string>? published = null)
    {
        var written = new WrittenManifest();
        foreach (var file in source.Files.OrderBy(f => f.Path, StringComparer.Ordinal))
            new FileReader(file, written).Read();
        if (source.External is { } external)
        {
            written.Findings.AddRange(external.Problems.Select(p => new Finding(Breaks: null, p)));
            new TablePlaces(source, external, (published ?? []).ToHashSet(StringComparer.Ordinal)).Apply(written);
        }

        var set = DefinitionSet.Of(written);
        var names = new NameIndex(set);
        set.Findings.AddRange(CatalogRules.Check(new RuleContext(set, names, source)).ToList());
        return new CatalogDraft(source, set, names);
    }
}
