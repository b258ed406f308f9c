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
    public static IEnumerable<UnplacedPolicy> Of(CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> tables) =>
        draft.Source.Planned is null ? []
            : Newer(draft, tables).Prepend(draft).SelectMany(d => OfText(d, tables)).DistinctBy(c => c.Table).ToList();

    // A file with such a model has an error, so an older text of it may be in force, which has neither.
    private static IEnumerable<CatalogDraft> Newer(CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> tables) =>
        draft.Source.Files.All(f => f.Newer is null) ? []
            : [CatalogLoader.Load(
                draft.Source with
                {
                    Files = [.. draft.Source.Files.Select(f => f.Newer is { } text ? f with { Text = text, Newer = null } : f)],
                },
                tables.Keys)];

    private static IEnumerable<UnplacedPolicy> OfText(CatalogDraft draft, IReadOnlyDictionary<string, BindableTable> tables)
    {
        var known = (draft.Source.Planned ?? []).Concat(tables.Keys).ToHashSet(StringComparer.Ordinal);
        var held = draft.Set.Models.Where(m => draft.MayHide(m) && !known.Contains(m.Table) && !IsOfDbt(draft, Written(draft, m)));
        // A model that is not enabled has no columns here. Of tables that others build, those of such models were not looked for.
        var closed = draft.Set.Written.Closed.Where(c => draft.Source.External is null && !known.Contains(c.Table));
        return held.SelectMany(m => Meant(draft, m, tables).Select(t => new UnplacedPolicy(t, m.Table)))
            .Concat(closed.SelectMany(c => OrOfPack(draft, tables.Keys.Where(t => IsNear(c.Table, c.Ref, t)), c.Pack, tables)
                .Select(t => new UnplacedPolicy(t, c.Table))));
    }

    private static List<string> Meant(CatalogDraft draft, SemanticModel model, IReadOnlyDictionary<string, BindableTable> tables)
    {
        var written = Written(draft, model);
        return OrOfPack(draft, Likely(model, written?.Ref, tables), written?.Pack, tables);
    }

    // If no table fits, it was renamed along with its columns, and may be any of the pack.
    private static List<string> OrOfPack(
        CatalogDraft draft, IEnumerable<string> likely, string? pack, IReadOnlyDictionary<string, BindableTable> tables) =>
        likely.ToList() is { Count: > 0 } found ? found
            : [.. draft.Set.Written.Models.Where(m => m.Pack == pack && tables.ContainsKey(m.Table)).Select(m => m.Table)];

    private static IEnumerable<string> Likely(SemanticModel model, TableRef? of, IReadOnlyDictionary<string, BindableTable> tables)
    {
        bool Reads(string expr, BindableTable table) => table.Columns.Any(c => AuthoredColumns.Reads(expr, c.Name, model.Table));
        // What reads no column of any table, such as the 1 of a count, says nothing of which table is meant.
        var sought = Acted(model).Where(e => tables.Values.Any(t => Reads(e, t))).ToList();
        if (sought.Count == 0)
            sought = [.. model.Entities.Select(e => e.Expr)];
        return tables.Values.Where(t => IsNear(model.Table, of, t.Model) || sought.TrueForAll(e => Reads(e, t))).Select(t => t.Model);
    }

    private static WrittenModel? Written(CatalogDraft draft, SemanticModel model) =>
        draft.Set.Written.Models.Find(m => m.Name == model.Name && m.Location == model.Location);

    // A table that dbt has not built yet is no mistake, and one whose place is unknown closes what it may be already.
    private static bool IsOfDbt(CatalogDraft draft, WrittenModel? model) =>
        draft.Source.External?.Nodes.Any(n => n.Name == model?.Ref?.Name) == true;

    // ref('fct_orders', 'shop') has them in the wrong order, ref('fct_orders', v=2) a version that is none.
    private static bool IsNear(string missing, TableRef? of, string table) =>
        ((string?[])[missing, of?.Name, of?.Package]).OfType<string>().Any(n => NearestNames.To(n, [table]).Count > 0);

    // The expressions that the policies act on.
    private static IEnumerable<string> Acted(SemanticModel model) =>
        from name in model.Policies.SelectMany(p => p.Mask.Concat(p.Hide).Select(n => n.Text)
            .Concat(p.Rows is { } rows ? Grammar.Names(rows.Condition).Select(n => n.Text) : []))
        from expr in PolicyTargets.Find(model, name).Select(t => t.Expr)
            .Concat(model.Measures.Where(m => m.Name == name).Select(m => m.Expr))
            // A dimension of another model is reached by a key of this one.
            .Concat(model.Entities.Where(e => name.StartsWith($"{e.Name}__", StringComparison.Ordinal)).Select(e => e.Expr))
        select expr;
}

/// <summary>A table that is closed, since the policies over another one, which does not exist, may be meant for it.</summary>
internal sealed record UnplacedPolicy(string Table, string Missing)
{
    /// <summary>The same as a closed table.</summary>
    public ClosedTable Closed =>
        new(Table, $"policies are written for '{Missing}', which does not exist, and may be meant for it");
}
