using Metrics.Domain.Diagnostics;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Policies of a model whose table neither exists nor is built by the project: <c>ref('fct_order')</c>, or a table that was renamed. They
/// are meant for some table, so every one that they may be meant for is closed: those with a similar name, and those that have the columns
/// which the policies act on, since the right one must have them.
/// </summary>
internal static class UnplacedPolicies
{
    /// <summary>The tables to close, each with the missing one that policies are written for.</summary>
    public static IEnumerable<UnplacedPolicy> Of(CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> tables)
    {
        if (draft.Source.Planned is not { } planned)
            return [];
        var known = planned.Concat(tables.Keys).ToHashSet(StringComparer.Ordinal);
        // Of tables that others build, only those of models without errors were looked for.
        var isOwn = draft.Source.External is null;
        var held = (isOwn ? draft.Set.Models : draft.Sound.Models.AsEnumerable()).Where(m => m.Table.Length > 0 && !known.Contains(m.Table) && !IsOfDbt(draft, Written(draft, m))
            && (m.Policies.Count > 0 || draft.Set.Written.InDoubt.Contains(m.Name))).ToList();
        // A model that is not enabled has no columns here.
        var closed = draft.Set.Written.Closed.Where(c => isOwn && !known.Contains(c.Table));
        return held.SelectMany(m => tables.Values.Where(t => IsNear(m.Table, Written(draft, m)?.Ref, t.Model) || HasColumns(m, t))
                .Select(t => new UnplacedPolicy(t.Model, m.Table)))
            .Concat(closed.SelectMany(c => tables.Keys.Where(t => IsNear(c.Table, c.Ref, t)).Select(t => new UnplacedPolicy(t, c.Table))))
            .DistinctBy(c => c.Table).ToList();
    }

    private static WrittenModel? Written(CatalogDraft draft, SemanticModel model) =>
        draft.Set.Written.Models.Find(m => m.Name == model.Name && m.Location == model.Location);

    // A table that dbt has not built yet is no mistake, and one whose place is unknown closes what it may be already.
    private static bool IsOfDbt(CatalogDraft draft, WrittenModel? model) => draft.Source.External is { } external
        && (model?.Pack == external.Pack || external.Nodes.Any(n => n.Name == model?.Ref?.Name));

    // ref('fct_orders', 'shop') has them in the wrong order, ref('fct_orders', v=2) a version that is none.
    private static bool IsNear(string missing, TableRef? of, string table) =>
        ((string?[])[missing, of?.Name, of?.Package]).OfType<string>().Any(n => NearestNames.To(n, [table]).Count > 0);

    private static bool HasColumns(SemanticModel model, BindableTable table)
    {
        var names = model.Policies.SelectMany(p => p.Mask.Concat(p.Hide).Select(n => n.Text)
            .Concat(p.Rows is { } rows ? Grammar.Names(rows.Condition).Select(n => n.Text) : [])).ToList();
        var acted = names.SelectMany(n => PolicyTargets.Find(model, n).Select(t => t.Expr)
                .Concat(model.Measures.Where(m => m.Name == n).Select(m => m.Expr))
                // A dimension of another model is reached by a key of this one.
                .Concat(model.Entities.Where(e => n.StartsWith($"{e.Name}__", StringComparison.Ordinal)).Select(e => e.Expr)))
            .ToList();
        var sought = acted.Count > 0 ? acted : model.Entities.Select(e => e.Expr).ToList();
        return sought.TrueForAll(e => table.Columns.Any(c => AuthoredColumns.Reads(e, c.Name, model.Table)));
    }
}

/// <summary>A table that is closed, since the policies over another one, which does not exist, may be meant for it.</summary>
internal sealed record UnplacedPolicy(string Table, string Missing)
{
    /// <summary>The same as a closed table.</summary>
    public ClosedTable Closed =>
        new(Table, $"policies are written for '{Missing}', which does not exist, and may be meant for it");
}
