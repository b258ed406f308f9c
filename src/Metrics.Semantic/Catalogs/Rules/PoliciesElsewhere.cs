using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
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
            if (Unread(file, inForce) is { } problem && TablesConcerned.ByText(set, file.Path, file.Text) is { Count: > 0 } tables)
                yield return (file, new Finding(Breaks: null, problem), tables);
        }
    }

    private static Diagnostic? Unread(CatalogFile file, HashSet<string> inForce)
    {
        if (!PolicyWords.AreIn(file.Text) || UnreadPolicies.Written(file.Path, file.Text)?.TrueForAll(inForce.Contains) == true)
            return null;
        var problems = new List<Diagnostic>();
        var documents = YamlText.Read(file.Path, file.Text, problems);
        if (problems.Exists(p => p.Severity == DiagnosticSeverity.Error))
            return PolicyWords.AreWholeIn(file.Text) ? Problem(new SourceLocation(file.Path, 1, 1)) : null;
        return documents.SelectMany(d => d.Whole()).OfType<YamlValue.Mapping>()
            .SelectMany(m => PolicyWords.IsPolicy(m) ? [m.Location] : m.Entries.Where(PolicyWords.IsPolicies).Select(e => e.Key.Location))
            .Select(Problem).FirstOrDefault();
    }

    private static Diagnostic Problem(SourceLocation at) => new(
        DiagnosticCode.PolicyNotHeld, "these policies have no effect, since nothing reads this file; tables that it mentions are closed", at,
        "move them to a .yml file in the folder semantic of a pack, or delete this file");
}
