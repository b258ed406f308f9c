using Metrics.Domain.Diagnostics;
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

    /// <summary>True when an older text of a file holds callers to every policy that the newer one does; false also where that cannot be told.</summary>
    public static bool HoldsPoliciesOf(CatalogFile newer, CatalogFile older) =>
        !newer.SpeaksOfPolicies || (PoliciesOf(newer) is { } wanted && PoliciesOf(older) is { } held && wanted.SequenceEqual(held));

    private static List<string>? PoliciesOf(CatalogFile file)
    {
        var written = new WrittenManifest();
        new FileReader(file, written).Read();
        if (written.Findings.Exists(f => f.Diagnostic.Severity == DiagnosticSeverity.Error && (f.Breaks is not { } key || written.InDoubt.Contains(key.Model ?? key.Name))))
            return null;
        return written.Models.Where(m => m.Policies.Count > 0).OrderBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => $"{m.Name} over {m.Table}: {string.Join("; ", m.Policies)}")
            .Concat(written.Closed.Select(c => $"{c.Table} closed")).ToList();
    }
}
