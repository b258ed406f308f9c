using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Policies;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Checks that policies can be enforced on the definitions that remain: their conditions reach every column they name and compare it with a
/// comparable type, and what they mask or hide exists.
/// </summary>
internal static class PolicyChecks
{
    // One sample for each type that the text of an attribute may be read as. The day begins a year, quarter, month and week.
    private static readonly string[] Samples = ["a", "1", "2001-01-01", "true", "09:00", "00000000-0000-0000-0000-000000000000"];

    /// <summary>
    /// Names that cannot be reached and conditions that hold nothing back, checked on definitions alone, before their types are known.
    /// </summary>
    public static IReadOnlyList<Finding> Unreachable(Pruning sound)
    {
        var held = sound.Models.Where(m => m.Policies.Count > 0).ToList();
        if (held.Count == 0)
            return [];
        var catalog = new Catalog(sound.Models, sound.Metrics, [], [], "draft", sound.TimeSpines);
        return
        [
            .. from model in held
               from policy in model.Policies
               from finding in Missing(catalog, model, policy).Concat(Names(catalog, model, policy)).Concat(AllRows(model, policy))
               select finding,
        ];
    }

    /// <summary>Problems of a bound catalog: conditions that cannot be bound, and warnings about columns that stay readable.</summary>
    public static IEnumerable<Finding> Of(Catalog catalog, IReadOnlyDictionary<string, BindableTable> tables) =>
        from model in catalog.Models.Values.OrderBy(m => m.Name, StringComparer.Ordinal)
        from policy in model.Policies
        from finding in Missing(catalog, model, policy).Concat(Conditions(catalog, model, policy))
            .Concat(StillReadable(catalog, model, policy, tables))
        select finding;

    // Named by the policy, but left out because of an error of its own.
    private static IEnumerable<Finding> Missing(Catalog catalog, SemanticModel model, Policy policy) =>
        from name in policy.Mask.Concat(policy.Hide)
        where !PolicyTargets.Find(model, name.Text).Any() && model.Measures.All(m => m.Name != name.Text)
            && !catalog.Metrics.ContainsKey(name.Text)
        select Broken(model, $"'{name.Text}' is left out, so it cannot be masked or hidden", name.At, "fix it first");

    private static IEnumerable<Finding> Names(Catalog catalog, SemanticModel model, Policy policy) =>
        from name in policy.Rows is { } rows ? Grammar.Names(rows.Condition) : []
        from problem in new NameResolver(catalog, model, null).Find(name.Text, name.Kind, cut: false) is { Value: null } refused
            ? refused.Diagnostics : []
        select Broken(model, $"rows: {problem.Message}", policy.RowsAt, problem.Hint, problem.Candidates);

    // Two names may be of one column: store and order__store. Those of other models stand for themselves.
    private static IEnumerable<Finding> AllRows(SemanticModel model, Policy policy) =>
        policy.Rows is { } rows && AlwaysTrue.Is(rows.Condition, name => ColumnOf(model, name))
            ? [Broken(model, "rows: it is true for every row, whatever its columns' values are", policy.RowsAt,
                "leave the policy out if all may be seen")]
            : [];

    private static string ColumnOf(SemanticModel model, string name) =>
        PolicyTargets.Find(model, name.ToLowerInvariant()).Concat(PolicyTargets.Find(model, name)).FirstOrDefault() is not { } target
            ? name.ToUpperInvariant() : AuthoredColumns.BareColumn(target.Expr) ?? target.Expr;

    private static IEnumerable<Finding> Conditions(Catalog catalog, SemanticModel model, Policy policy) =>
        from leaf in policy.Rows is { } rows ? Leaves(rows.Condition) : []
        from problem in Problems(catalog, model, leaf)
        select Broken(model, $"rows: {problem.Message}", policy.RowsAt, problem.Hint, problem.Candidates);

    private static IEnumerable<Filter> Leaves(Filter filter) => filter switch
    {
        Filter.And and => and.All.SelectMany(Leaves),
        Filter.Or or => or.Any.SelectMany(Leaves),
        Filter.Not not => Leaves(not.Inner),
        _ => [filter],
    };

    private static List<Diagnostic> Problems(Catalog catalog, SemanticModel model, Filter leaf)
    {
        List<Diagnostic>? first = null;
        foreach (var sample in Samples)
        {
            var problems = new List<Diagnostic>();
            if (AttributeFilling.Fill(leaf, _ => [sample]) is { } filled && PolicyView.Bind(catalog, model, filled, problems) is not null)
                return [];
            first ??= problems;
        }

        return first!;
    }

    // Masking or hiding a computed name also covers expressions that contain it, but not the columns that it is computed from.
    private static IEnumerable<Finding> StillReadable(Catalog catalog, SemanticModel model, Policy policy, IReadOnlyDictionary<string,
        BindableTable> tables) =>
        from name in policy.Mask.Concat(policy.Hide)
        from target in PolicyTargets.Find(model, name.Text)
        where AuthoredColumns.PlainColumn(target.Expr) is null && tables.ContainsKey(model.Table)
        let columns = tables[model.Table].Columns.Select(c => c.Name).Where(c => AuthoredColumns.Reads(target.Expr, c, model.Table))
            .ToList()
        let readable = Readers(catalog, model, target, columns).Distinct().Order(StringComparer.Ordinal).ToList()
        where readable.Count > 0
        select new Finding(Breaks: null, new Diagnostic(
            DiagnosticCode.Doubtful,
            $"policy of {DefinitionKey.OfModel(model.Name)}: '{name.Text}' is computed from {string.Join(", ", columns)}, "
                + $"which can still be read as {string.Join(", ", readable)}",
            name.At, "list these too if they must be masked or hidden"));

    private static IEnumerable<string> Readers(Catalog catalog, SemanticModel model, PolicyTarget target, List<string> columns) =>
        from other in catalog.Models.Values
        where other.Table == model.Table
        from named in PolicyTargets.Names(other).SelectMany(n => PolicyTargets.Find(other, n)).Select(t => (t.Name, t.Expr))
            .Concat(other.Measures.Select(m => (m.Name, m.Expr)))
        where !AuthoredColumns.Contains(named.Expr, target.Expr) && columns.Exists(c => AuthoredColumns.Reads(named.Expr, c, model.Table))
        select named.Name;

    private static Finding Broken(SemanticModel model, string message, SourceLocation at, string? hint = null,
        EquatableList<string> near = default) => new(
        DefinitionKey.OfModel(model.Name), new Diagnostic(DiagnosticCode.PolicyNotHeld,
            $"policy of {DefinitionKey.OfModel(model.Name)}: {message}", at, hint, near));
}
