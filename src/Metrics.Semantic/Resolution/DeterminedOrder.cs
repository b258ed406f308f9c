using Metrics.Domain;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Orders by what is no column of the answer: a property that has one value in every row, since what is grouped by determines it. It is
/// grouped by too, which makes no group more, and left out of the answer. Stores by their names, days by their months.
/// </summary>
internal static class DeterminedOrder
{
    /// <summary>Such properties of an order, to be cut by besides.</summary>
    /// <param name="catalog">All definitions.</param>
    /// <param name="query">The question, its names in full.</param>
    /// <param name="facts">The facts of every metric that it needs.</param>
    /// <param name="metrics">Metrics that it needs and does not show.</param>
    /// <param name="shared">What names mean to the facts that make its rows.</param>
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

    /// <summary>Those of a question without metrics: of tables only that it reads anyway, since another one could add rows.</summary>
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
    /// The keys without which a column says nothing: those that name its row, where no time determines it. Many rows can lack such a key,
    /// and they are one group.
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
        // What is a column under another name is found by its place.
        return keys.TrueForAll(k => k.Name != column.Name)
            && keys.Exists(k => k.Role == ColumnRole.Entity ? ByEntity(catalog, k, column) : ByTime(k, column));
    }

    // The row that a key names has one value in each column, and so has the row that it leads to, unless time or partition chooses that.
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
