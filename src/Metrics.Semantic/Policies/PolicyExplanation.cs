using Metrics.Domain;
using Metrics.Domain.Access;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Policies;

/// <summary>
/// What somebody sees of a catalog, told from the very catalog that their questions are answered by; for authors and administrators, since
/// it names what is hidden.
/// </summary>
public sealed record PolicyExplanation
{
    /// <summary>Every semantic model, by name.</summary>
    public required EquatableList<SeenModel> Models { get; init; }

    /// <summary>Metrics that are as if they were not there.</summary>
    public required EquatableList<string> HiddenMetrics { get; init; }

    /// <summary>Saved queries that are as if they were not there.</summary>
    public required EquatableList<string> HiddenSavedQueries { get; init; }

    /// <summary>Tables that nobody may read, since a policy over them cannot be held.</summary>
    public required EquatableList<string> ClosedTables { get; init; }

    /// <summary>What is wrong with the definitions; what it is about is served to nobody.</summary>
    public required EquatableList<Diagnostic> Problems { get; init; }

    /// <summary>What a principal sees.</summary>
    /// <param name="open">The catalog without policies.</param>
    /// <param name="principal">Who.</param>
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

    // As callers write them, with the expression of each.
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

/// <summary>Which rows of a table somebody sees.</summary>
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

/// <summary>What somebody sees of one semantic model.</summary>
public sealed record SeenModel
{
    /// <summary>The semantic model.</summary>
    public required string Model { get; init; }

    /// <summary>The table that it reads; policies of other models over the same table hold it too.</summary>
    public required string Table { get; init; }

    /// <summary>Which rows.</summary>
    public required SeenRows Rows { get; init; }

    /// <summary>What these rows must meet, all of it.</summary>
    public required EquatableList<SeenCondition> Conditions { get; init; }

    /// <summary>Attributes that conditions speak of and that are not known of whoever asks; then there are no rows.</summary>
    public required EquatableList<string> WithoutValue { get; init; }

    /// <summary>Entities, dimensions and measures that are null, or computed with nulls.</summary>
    public required EquatableList<string> Masked { get; init; }

    /// <summary>Entities, dimensions and measures that are as if they were not there.</summary>
    public required EquatableList<string> Hidden { get; init; }

    /// <summary>Columns of the table that are null when it is read.</summary>
    public required EquatableList<string> NullColumns { get; init; }

    /// <summary>Columns whose values of rows that may not be seen are no secret.</summary>
    public required EquatableList<string> PublicColumns { get; init; }
}

/// <summary>A condition on rows, with the values of whoever asks.</summary>
/// <param name="Model">The semantic model whose policy it is; it speaks in that model's names.</param>
/// <param name="Condition">The condition.</param>
public sealed record SeenCondition(string Model, string Condition);
