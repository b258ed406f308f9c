using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Policies;

/// <summary>
/// What a principal sees of a catalog, derived from the very catalog that answers its questions. For authors and administrators only,
/// because it names what is hidden.
/// </summary>
public sealed record PolicyExplanation
{
    /// <summary>Every semantic model, by name.</summary>
    public required EquatableList<SeenModel> Models { get; init; }

    /// <summary>Metrics that do not exist for the principal.</summary>
    public required EquatableList<string> HiddenMetrics { get; init; }

    /// <summary>Saved queries that do not exist for the principal.</summary>
    public required EquatableList<string> HiddenSavedQueries { get; init; }

    /// <summary>Tables that no caller may read, because a policy over them cannot be enforced.</summary>
    public required EquatableList<string> ClosedTables { get; init; }

    /// <summary>What is wrong with the definitions; the definitions concerned are served to no caller.</summary>
    public required EquatableList<Diagnostic> Problems { get; init; }

    /// <summary>What a principal sees.</summary>
    /// <param name="open">The catalog without policies.</param>
    /// <param name="principal">The principal.</param>
    public static PolicyExplanation Of(Catalog open, Principal principal)
    {
        var seen = PolicyViews.Of(open, principal);
        return new PolicyExplanation
        {
            Models = open.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => Of(m, seen, open, principal))
                .ToEquatableList(),
            HiddenMetrics = Missing(open.Metrics.Keys, seen.Metrics.Keys),
            HiddenSavedQueries = Missing(open.SavedQueries.Keys, seen.SavedQueries.Keys),
            ClosedTables = open.ClosedTables.Order(StringComparer.Ordinal).ToEquatableList(),
            Problems = open.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToEquatableList(),
        };
    }

    private static SeenModel Of(SemanticModel model, Catalog seen, Catalog open, Principal principal)
    {
        var guard = seen.Guards.GetValueOrDefault(model.Table);
        var shown = seen.Models.GetValueOrDefault(model.Name);
        var (whole, left) = (Names(model), shown is null ? [] : Names(shown));
        var masked = left.Where(n => whole.GetValueOrDefault(n.Key) is { } written
            && (n.Value != written || guard?.Masked.Any(c => AuthoredColumns.Reads(written, c, model.Table)) == true));
        return new SeenModel
        {
            Model = model.Name,
            Table = model.Table,
            Rows = shown is null || guard?.Nothing == true ? SeenRows.None : guard?.Rows.Count > 0 ? SeenRows.Some : SeenRows.All,
            Conditions = guard is null or { Nothing: true } ? [] : guard.Rows
                .SelectMany(r => r.Conditions.Select(c => new SeenCondition(r.Model, c.ToString()))).ToEquatableList(),
            WithoutValue = open.Models.Values.Where(m => m.Table == model.Table).SelectMany(m => m.Policies).Where(p => p.Holds(principal))
                .SelectMany(p => p.Rows?.Attributes ?? default).Where(a => principal.Values(a).Count == 0)
                .Distinct().Order(StringComparer.Ordinal).ToEquatableList(),
            Masked = masked.Select(n => n.Key).Order(StringComparer.Ordinal).ToEquatableList(),
            Hidden = Missing(whole.Keys, left.Keys),
            NullColumns = Sorted(guard?.Masked),
            PublicColumns = Sorted(guard?.Public),
        };
    }

    // A model's names as callers write them, each with its expression.
    private static Dictionary<string, string> Names(SemanticModel model)
    {
        var prefix = model.PrimaryEntity is { } entity ? entity + "__" : "";
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, expr) in model.Entities.Select(e => (e.Name, e.Expr))
            .Concat(model.Dimensions.Select(d => (prefix + d.Name, d.Expr)))
            .Concat(model.Measures.Select(m => ($"measure {m.Name}", m.Expr))))
            names.TryAdd(name, expr);
        return names;
    }

    private static EquatableList<string> Sorted(IEnumerable<string>? names) =>
        (names ?? []).Order(StringComparer.Ordinal).ToEquatableList();

    private static EquatableList<string> Missing(IEnumerable<string> all, IEnumerable<string> left) =>
        all.Except(left, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToEquatableList();
}

/// <summary>Which rows of a table a principal sees.</summary>
public enum SeenRows
{
    /// <summary>Every row.</summary>
    All,

    /// <summary>Those that meet conditions.</summary>
    Some,

    /// <summary>No row.</summary>
    None,
}

/// <summary>Words for what is seen.</summary>
public static class SeenRowsWords
{
    /// <summary><c>all</c>, <c>some</c> or <c>none</c>.</summary>
    public static string Word(this SeenRows rows) => rows switch
    {
        SeenRows.All => "all",
        SeenRows.Some => "some",
        _ => "none",
    };
}

/// <summary>What a principal sees of one semantic model.</summary>
public sealed record SeenModel
{
    /// <summary>The semantic model.</summary>
    public required string Model { get; init; }

    /// <summary>The table that it reads; policies of other models over the same table apply too.</summary>
    public required string Table { get; init; }

    /// <summary>Which rows.</summary>
    public required SeenRows Rows { get; init; }

    /// <summary>The conditions that these rows must all meet.</summary>
    public required EquatableList<SeenCondition> Conditions { get; init; }

    /// <summary>Attributes that conditions use and the principal does not have; then it sees no rows.</summary>
    public required EquatableList<string> WithoutValue { get; init; }

    /// <summary>Entities, dimensions and measures that are null, or computed with nulls.</summary>
    public required EquatableList<string> Masked { get; init; }

    /// <summary>Entities, dimensions and measures that do not exist for the principal.</summary>
    public required EquatableList<string> Hidden { get; init; }

    /// <summary>Columns of the table that are null when it is read.</summary>
    public required EquatableList<string> NullColumns { get; init; }

    /// <summary>Columns whose values are no secret, even those of hidden rows.</summary>
    public required EquatableList<string> PublicColumns { get; init; }
}

/// <summary>A condition on rows, with the principal's values.</summary>
/// <param name="Model">The semantic model whose policy it is; the condition uses that model's names.</param>
/// <param name="Condition">The condition.</param>
public sealed record SeenCondition(string Model, string Condition);
