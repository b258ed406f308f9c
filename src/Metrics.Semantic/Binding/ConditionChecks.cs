using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;
using Metrics.Semantic.Engine;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Resolution;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;

namespace Metrics.Semantic.Binding;

/// <summary>
/// Asks the store whether authors' conditions and formulas are valid SQL. It describes the whole statement of each definition that has SQL
/// of its own; nothing is run.
/// </summary>
internal sealed partial class ConditionChecks(IDescriber describe)
{
    /// <summary>What the store refuses, with its messages.</summary>
    public async Task<IReadOnlyList<RefusedSql>> RefusedAsync(Catalog catalog, IEnumerable<BindableTable> tables, CancellationToken ct)
    {
        var pointers = tables.ToDictionary(t => t.Model, Pointer, StringComparer.Ordinal);
        var refused = new List<RefusedSql>();
        var wrong = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, query, authored) in ToAsk(catalog))
        {
            // What uses a refused metric is left out with it; whether it has an error of its own is not known.
            if (query.Metrics.Any(m => Uses(catalog, m.Name, wrong, isOwn: key.Kind == DefinitionKind.SavedQuery)))
                continue;
            // A question that cannot be resolved here is refused when a caller asks it.
            if (QueryResolver.Resolve(catalog, query, authored).Succeeded(out var resolved)
                && await describe.DescribeAsync(Select(catalog, pointers, resolved), ct) is { Problem: { } problem } told)
            {
                refused.Add(new RefusedSql(key, problem, told.NoColumn));
                if (key.Kind == DefinitionKind.Metric)
                    wrong.Add(key.Name);
            }
        }

        return refused;
    }

    /// <summary>
    /// The store's message about a definition's SQL, at its place; for a name without braces, this project's own message.
    /// </summary>
    public static Finding Refused(CatalogDraft draft, string engine, RefusedSql refused)
    {
        var (key, problem) = (refused.Key, refused.Problem);
        var filters = BareFilterNames.Of(draft.Set, key);
        foreach (var filter in refused.NoColumn is null ? [] : filters)
        {
            var bare = BareNames.In(filter, keywords: true)
                .FirstOrDefault(b => b.Equals(refused.NoColumn, StringComparison.OrdinalIgnoreCase));
            if (bare is not null)
                return BareFilterNames.Problem(draft.Names, key, filter, bare);
        }

        var named = Quoted().Matches(problem).Select(m => m.Groups["name"].Value).ToList();
        // Of several filters, the one that contains a name from the message.
        var speaking = filters.Where(f => named.Exists(n => Says(f, n))).ToList();
        var at = speaking is [var one] ? one.At : HasOnlyFilter(draft, key, filters) ? filters[0].At : null;
        return new(key, new Diagnostic(
            DiagnosticCode.Unbound, $"{key}: {engine} refuses {(at is null ? "its SQL" : "its filter")}: {problem}",
            at ?? draft.PlaceOf(key)));
    }

    private static bool Says(AuthorFilter filter, string word) =>
        filter.Pieces.OfType<AuthorFilter.Piece.Sql>().Any(p => p.Text.Contains(word, StringComparison.OrdinalIgnoreCase));

    // Metrics before those that are computed from them.
    private static IEnumerable<Metric> InOrder(Catalog catalog, IEnumerable<Metric> metrics, HashSet<string> seen) => metrics
        .Where(m => seen.Add(m.Name))
        .SelectMany(m => InOrder(catalog, m.InputMetrics.Select(catalog.Metrics.GetValueOrDefault).OfType<Metric>(), seen).Append(m));

    private static bool Uses(Catalog catalog, string metric, HashSet<string> wrong, bool isOwn) =>
        wrong.Count > 0 && ((isOwn && wrong.Contains(metric)) || (catalog.Metrics.TryGetValue(metric, out var found)
            && found.InputMetrics.Any(i => Uses(catalog, i, wrong, isOwn: true))));

    private static bool HasOnlyFilter(CatalogDraft draft, DefinitionKey key, IReadOnlyList<AuthorFilter> filters) =>
        filters.Count == 1 && draft.Set.Metrics.Find(m => key.Kind == DefinitionKind.Metric && m.Name == key.Name) is not DerivedMetric;

    private static IEnumerable<(DefinitionKey Key, MetricQuery Query, EquatableList<AuthorFilter> Authored)> ToAsk(Catalog catalog) =>
    [
        .. InOrder(catalog, catalog.Metrics.Values.OrderBy(m => m.Name, StringComparer.Ordinal), []).Where(HasSql)
            .Select(
                m =>
                    (DefinitionKey.OfMetric(m.Name), new MetricQuery { Metrics = [new MetricRequest(m.Name)] },
                        EquatableList<AuthorFilter>.Empty)),
        .. catalog.SavedQueries.Values.Where(q => q.AuthorFilters.Count > 0).OrderBy(q => q.Name, StringComparer.Ordinal)
            .Select(q => (DefinitionKey.OfSavedQuery(q.Name), q.Example, q.AuthorFilters)),
    ];

    private static bool HasSql(Metric metric) => metric is DerivedMetric { Formula: null } || MetricFilters.Of(metric).Any();

    private static SqlSelect Select(Catalog catalog, Dictionary<string, PublishedTable> pointers, ResolvedQuery resolved) =>
        CompiledQuestion.PlanOf(catalog, new TableBindings(catalog, pointers), resolved, 1).Select;

    // A statement that is not run needs only the relation and its columns.
    private static PublishedTable Pointer(BindableTable table) => new()
    {
        Model = table.Model,
        Pack = "",
        Layer = Layer.Gold,
        Version = 0,
        Publication = 0,
        Relation = table.Relation,
        Schema = table.Schema,
        RowsAt = null,
        Columns = table.Columns,
        Keys = table.Keys,
        Ancestors = [],
        AsOf = null,
        CheckedAt = default,
        PublishedAt = default,
        BuiltAt = default,
        Rejected = [],
        LastAttempt = new Attempt(AttemptStatus.Published, default, Guid.Empty, Detail: null),
        Held = false,
    };

    [GeneratedRegex(
        """["'](?:[^"'.]+[.])?(?<name>[^"'.]+)["']|function (?<name>\w+)\(""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
