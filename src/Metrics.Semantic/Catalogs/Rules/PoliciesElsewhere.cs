using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Files;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Catalogs.Rules;

/// <summary>
/// Policies in files that nothing reads: <c>shop/policies.yml</c>, <c>shop/semantic/orders.yml.bak</c>. Their author believes that they
/// hide something, so the tables that the file mentions are closed. A copy of what is in force hides nothing more.
/// </summary>
internal static class PoliciesElsewhere
{
    /// <summary>Each such file, with what is wrong and the tables that it closes.</summary>
    public static IEnumerable<(CatalogFile File, Finding Problem, HashSet<string> Tables)> Of(CatalogSource source, DefinitionSet set)
    {
        if (source.Elsewhere.Count == 0)
            yield break;
        var inForce = source.Files.SelectMany(f => UnreadPolicies.Written(f.Path, f.Text) ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var file in source.Elsewhere)
        {
            // Without the word policies it is one only if it is about something that the catalog has.
            var found = Misplaced(file, inForce).Where(m => m.IsNamed || IsOfCatalog(source, set, file, m.Value)).ToList();
            if (found.Count == 0)
                continue;
            // A file may be called like the table that it is about, as a model is.
            var tables = TablesConcerned.ByText(set, file.Path, $"{file.Text}\n{Path.GetFileNameWithoutExtension(file.Path)}");
            if (tables.Count == 0)
                tables = Members(set, found);
            var closes = tables.Count > 0 || source.Planned?.Any(t => UnreadFiles.Mentions(file.Text, t)) == true;
            yield return (file, new Finding(Breaks: null, Problem(found[0].At, closes)), tables);
        }
    }

    // The layout of a page has {name: total, hide: [mobile]}: what is hidden there is nothing of the catalog's.
    private static bool IsOfCatalog(CatalogSource source, DefinitionSet set, CatalogFile file, YamlValue policy) =>
        policy is not YamlValue.Mapping mapping
        || mapping.Entries.Where(PolicyShapes.IsTable).Select(e => e.Value).OfType<YamlValue.Scalar>().Any(
            t => TablesConcerned.ByText(set, file.Path, t.Text).Count > 0 || source.Planned?.Contains(t.Text) == true)
        || TablesConcerned.ByMembers(set, mapping.Entries.Where(e => !PolicyShapes.IsRemark(e)).SelectMany(e => e.Value.Whole())
            .OfType<YamlValue.Scalar>().Select(s => s.Text)).Count > 0;

    private static HashSet<string> Members(DefinitionSet set, IEnumerable<MisplacedPolicy> found) => TablesConcerned.ByMembers(
        set, found.SelectMany(f => f.Value.Whole()).OfType<YamlValue.Scalar>().Select(s => s.Text));

    // The policies of a file, or what may be one; none if all that it says of this is in force.
    private static List<MisplacedPolicy> Misplaced(CatalogFile file, HashSet<string> inForce)
    {
        if (UnreadPolicies.Written(file.Path, file.Text)?.TrueForAll(inForce.Contains) == true)
            return [];
        var problems = new List<Diagnostic>();
        var documents = YamlText.Read(file.Path, file.Text, problems);
        if (problems.Exists(p => p.Code == DiagnosticCode.UnreadableFile))
        {
            var start = new SourceLocation(file.Path, 1, 1);
            return PolicyWords.AreWholeIn(file.Text) ? [new MisplacedPolicy(start, new YamlValue.Sequence([], start), IsNamed: true)] : [];
        }

        return documents.SelectMany(d => d.Whole()).OfType<YamlValue.Mapping>()
            .SelectMany(m => PolicyShapes.IsPolicy(m) ? [new MisplacedPolicy(m.Location, m, IsNamed: false)]
                : m.Entries.Where(PolicyShapes.IsExactlyPolicies).Concat(Strays.OfMeta(m))
                    .Select(e => new MisplacedPolicy(e.Key.Location, e.Value, IsNamed: true)))
            .ToList();
    }

    private static Diagnostic Problem(SourceLocation at, bool closes) => closes
        ? new Diagnostic(
            DiagnosticCode.PolicyNotHeld,
            "policies have no effect here, since nothing reads this file; the tables that it mentions are closed", at, WayOut)
        : new Diagnostic(DiagnosticCode.Doubtful, "policies have no effect here, since nothing reads this file", at, WayOut);

    private const string WayOut = "move them to a .yml file in the folder semantic of a pack, or delete this file";

    private sealed record MisplacedPolicy(SourceLocation At, YamlValue Value, bool IsNamed);
}
