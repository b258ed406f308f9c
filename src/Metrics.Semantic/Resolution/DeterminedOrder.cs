using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Orders by a property that is not a column of the answer but has one value in each of its rows, because the group-by determines it:
/// stores by their names, days by their months. The property is also grouped by, which adds no groups, and is left out of the answer.
/// </summary>
internal static class DeterminedOrder
{
    /// <summary>The properties of this kind in an order, which the question must also be grouped by.</summary>
    /// <param name="catalog">All definitions.</param>
    /// <param name="query">The question, with full names.</param>
    /// <param name="facts">The facts of every metric that the question needs.</param>
    /// <param name="metrics">Metrics that the question needs but does not show.</param>
    /// <param name="shared">The meaning of names in the facts that make the question's rows.</param>
    /// <param name="open">The grain of a <c>metric_time</c> without one.</param>
    public static EquatableList<GroupByRequest> Of(
        Catalog catalog, MetricQuery query, IReadOnlyList<MetricFact> facts, IReadOnlyList<string> metrics, SharedNames shared, Grain? open)
    {
        var unselected = Unselected(query).Where(n => !metrics.Contains(n)).ToList();
        if (unselected.Count == 0 || facts.Count == 0)
            return [];
        string Cut(string name) => name == NameResolver.MetricTime && open is { } grain ? $"{name}__{grain.Word()}" : name;
        var groupBy = query.GroupBy.Select(g => Cut(g.Name)).ToList();
        var everywhere = new SharedNames(catalog, facts, []);
        return unselected.Select(n => new GroupByRequest(shared.FullName(n), n))
            .Where(g => everywhere.FullName(g.Name) == g.Name && facts.All(f => IsDetermined(
                catalog, groupBy, new NameResolver(catalog, catalog.ModelOf(f.Model), f.TimeDimension), Cut(g.Name))))
            .ToEquatableList();
    }

    /// <summary>
    /// The same for a question without metrics. Only tables that it reads anyway count, since another one could add rows.
    /// </summary>
    public static EquatableList<GroupByRequest> OfValues(Catalog catalog, MetricQuery query, NameResolver names)
    {
        var groupBy = query.GroupBy.Select(g => g.Name).ToList();
        var read = Found(names, groupBy).Select(k => k.Path).ToList();
        return Unselected(query)
            .Where(n => names.Find(n, NameKind.Any, cut: true).Value is { } column
                && read.Exists(p => column.Path.SequenceEqual(p.Take(column.Path.Count)))
                && IsDetermined(catalog, groupBy, names, n))
            .Select(n => new GroupByRequest(n)).ToEquatableList();
    }

    /// <summary>
    /// The keys that identify a column's row, so that the column has no meaning where they are null; none where a time among the keys
    /// determines it. Many rows can lack such a key, and they form one group.
    /// </summary>
    public static EquatableList<BoundColumn> NamedBy(Catalog catalog, EquatableList<BoundColumn> keys, BoundColumn column) =>
        keys.Any(k => ByTime(k, column)) ? []
            : keys.Where(k => k.Role == ColumnRole.Entity && k.Path == column.Path && k.Model == column.Model
                && NamesOneRow(catalog, k.Model, k.Column)).ToEquatableList();

    private static IEnumerable<string> Unselected(MetricQuery query) => query.OrderBy.Select(o => o.Name).Distinct().Where(n =>
        query.Metrics.All(m => m.Column != n && m.Name != n) && AnswerOrder.Position(query, [], n) is null);

    private static List<BoundColumn> Found(NameResolver names, IEnumerable<string> groupBy) =>
        groupBy.Select(g => names.Find(g, NameKind.Any, cut: true).Value).OfType<BoundColumn>().ToList();

    private static bool IsDetermined(Catalog catalog, IEnumerable<string> groupBy, NameResolver names, string name)
    {
        if (names.Find(name, NameKind.Any, cut: true).Value is not { } column)
            return false;
        var keys = Found(names, groupBy);
        // A property that is already grouped by under another name needs no further key.
        return keys.TrueForAll(k => k.Name != column.Name)
            && keys.Exists(k => k.Role == ColumnRole.Entity ? ByEntity(catalog, k, column) : ByTime(k, column));
    }

    // The row that a key identifies has one value in each column, and so has a row that it leads to, unless a time or a partition chooses
    // that row.
    private static bool ByEntity(Catalog catalog, BoundColumn key, BoundColumn column)
    {
        if (!column.Path.Take(key.Path.Count).SequenceEqual(key.Path))
            return false;
        var onward = column.Path.Skip(key.Path.Count).ToList();
        return onward.Count == 0
            ? column.Model == key.Model && NamesOneRow(catalog, key.Model, key.Column)
            : onward[0].Entity == key.Column
                && onward.TrueForAll(s => s.AsOf is null && s.Partitions.Count == 0 && NamesOneRow(catalog, s.Model, s.Entity));
    }

    private static bool NamesOneRow(Catalog catalog, string model, string entity) => catalog.ModelOf(model).Entities.Any(e =>
        e.Name == entity && e is { Kind: EntityKind.Primary or EntityKind.Unique, IsPerPartition: false, Repeats: false });

    // A day is in one month; a week can be in two.
    private static bool ByTime(BoundColumn key, BoundColumn column)
    {
        if (key is not { Role: ColumnRole.Time, Part: null, Grain: { } grain } || column.Role != ColumnRole.Time
            || key.Path != column.Path || key.Model != column.Model || key.Column != column.Column)
            return false;
        return column.Part is { } part
            ? grain == Grain.Week ? part == DatePart.Week : grain <= part.Needs()
            : column.Grain is { } coarser && (grain == Grain.Week ? coarser == Grain.Week : grain <= coarser);
    }
}
