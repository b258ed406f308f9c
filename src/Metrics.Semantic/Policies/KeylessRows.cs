using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Policies;

/// <summary>
/// Tables of which callers without a key see no row, because a policy compares with attributes that only keys have. That may be intended,
/// but an empty answer does not say so.
/// </summary>
public static class KeylessRows
{
    /// <summary>One warning for each such table.</summary>
    /// <param name="models">All semantic models.</param>
    public static IEnumerable<Diagnostic> Of(IEnumerable<SemanticModel> models) =>
        from table in models.GroupBy(m => m.Table, StringComparer.Ordinal).OrderBy(t => t.Key, StringComparer.Ordinal)
        let policies = table.SelectMany(m => m.Policies).Where(p => p.Rows is { Attributes.Count: > 0 }).ToList()
        where policies.Count > 0
        let names = table.Select(m => $"'{m.Name}'").Order(StringComparer.Ordinal).ToList()
        let attributes = policies.SelectMany(p => p.Rows!.Attributes).Distinct().Order(StringComparer.Ordinal)
            .Select(a => $"principal.{a}").ToList()
        select new Diagnostic(
            DiagnosticCode.NoRowsWithoutKey,
            $"if callers without a key are allowed, they see no row of semantic model{(names.Count == 1 ? "" : "s")} "
                + $"{NameList.Of(names)}: {(policies.Count == 1 ? "a policy" : "policies")} over '{table.Key}' "
                + $"{(policies.Count == 1 ? "compares" : "compare")} with {NameList.Of(attributes)}, and they have neither "
                + "role nor attribute",
            policies[0].RowsAt,
            "ignore this if it is intended; 'policies explain' without a key shows what they see");
}
