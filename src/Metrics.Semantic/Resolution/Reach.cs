using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Metrics.Domain;
using Metrics.Domain.Results;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Everything that can be named from one fact over at most two joins. Longer paths are followed only when a name spells them out.
/// </summary>
internal sealed class Reach
{
    private const int Hops = 2;

    private static readonly ConditionalWeakTable<Catalog, ConcurrentDictionary<(string Model, string? TimeDimension), Reach>> _known = [];

    private readonly Catalog _catalog;
    private readonly SemanticModel _fact;
    private readonly string? _timeDimension;
    private readonly FrozenDictionary<string, Reachable[]> _byElement;

    private Reach(Catalog catalog, SemanticModel fact, string? timeDimension)
    {
        (_catalog, _fact, _timeDimension) = (catalog, fact, timeDimension);
        All = [.. Own(), .. Joined([], fact, [], Hops)];
        _byElement = All.GroupBy(r => r.Element, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Every column under each of its names; one name may mean several columns.</summary>
    public IReadOnlyList<Reachable> All { get; }

    /// <summary>The reach of a fact, computed once and kept as long as the catalog.</summary>
    public static Reach Of(Catalog catalog, SemanticModel fact, string? timeDimension) =>
        _known.GetOrCreateValue(catalog).GetOrAdd((fact.Name, timeDimension), _ => new Reach(catalog, fact, timeDimension));

    /// <summary>
    /// The columns that a name can mean: those whose full name ends with it, and of these only those with the shortest full name.
    /// </summary>
    public IReadOnlyList<Reachable> Match(AskedName asked)
    {
        var matches = Candidates(asked).ToList();
        if (matches.Count == 0)
            return Walk(asked).ToList() is { Count: > 0 } walked ? walked : OwnWay(asked);
        var shortest = matches.Min(m => m.Links.Count);
        return matches.FindAll(m => m.Links.Count == shortest);
    }

    /// <summary>
    /// The columns whose full name ends with the name, however long. A dimension is never named without the entity it belongs to.
    /// </summary>
    public IEnumerable<Reachable> Candidates(AskedName asked) => !_byElement.TryGetValue(asked.Element, out var named)
        ? []
        : named.Where(r => r.EndsWith(asked.Links) && (asked.Links.Count > 0 || r.Role == ColumnRole.Entity));

    // The fact's own dimensions are named after each entity that identifies one row of the model. Its own entities are named alone, or
    // after those too.
    private IEnumerable<Reachable> Own()
    {
        var prefixes = _fact.Entities.Where(e => e.Kind != EntityKind.Foreign).Select(e => e.Name)
            .Prepend(_fact.PrimaryEntity).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        foreach (var entity in _fact.Entities)
            yield return new Reachable([], entity.Name, [], _fact.Name, ColumnRole.Entity, IsAlias: false);
        foreach (var prefix in prefixes)
        {
            foreach (var dimension in _fact.Dimensions)
                yield return new Reachable([prefix], dimension.Name, [], _fact.Name, RoleOf(dimension), IsAlias: false);
            foreach (var entity in _fact.Entities.Where(e => e.Name != prefix))
                yield return new Reachable([prefix], entity.Name, [], _fact.Name, ColumnRole.Entity, IsAlias: true);
        }
    }

    private IEnumerable<Reachable> Joined(EquatableList<string> links, SemanticModel at, EquatableList<JoinStep> path, int hops)
    {
        foreach (var (entity, step, target) in Steps(at, path))
        {
            EquatableList<string> further = [.. links, entity];
            EquatableList<JoinStep> steps = [.. path, step];
            foreach (var dimension in target.Dimensions)
                yield return new Reachable(further, dimension.Name, steps, target.Name, RoleOf(dimension), IsAlias: false);
            foreach (var other in target.Entities.Where(e => e.Name != entity))
                yield return new Reachable(further, other.Name, steps, target.Name, ColumnRole.Entity, IsAlias: false);
            if (hops > 1)
            {
                foreach (var deeper in Joined(further, target, steps, hops - 1))
                    yield return deeper;
            }
        }
    }

    // The rest of a path that begins with the fact's own entity: shop__merchant__segment is merchant__segment for a shop.
    private IReadOnlyList<Reachable> OwnWay(AskedName asked) =>
        asked.Links.Count > 1
            && (asked.Links[0] == _fact.PrimaryEntity || _fact.Entities.Any(e => e.Name == asked.Links[0] && e.Kind != EntityKind.Foreign))
            ? Match(asked with { Links = asked.Links.Skip(1).ToEquatableList() })
            : [];

    // Follows a name that is longer than the collected paths, entity by entity.
    private IEnumerable<Reachable> Walk(AskedName asked)
    {
        if (asked.Links.Count <= Hops)
            return [];
        var ends = new List<(SemanticModel Model, EquatableList<JoinStep> Path)> { (_fact, []) };
        foreach (var link in asked.Links.TakeWhile(_ => ends.Count > 0))
            ends =
                [.. ends.SelectMany(
                    e => Steps(e.Model, e.Path).Where(s => s.Entity == link)
                        .Select(s => (s.Target, (EquatableList<JoinStep>)[.. e.Path, s.Step])))];
        return ends.SelectMany(e => e.Model.Dimensions.Where(d => d.Name == asked.Element)
            .Select(d => new Reachable(asked.Links, d.Name, e.Path, e.Model.Name, RoleOf(d), IsAlias: false))
            .Concat(e.Model.Entities.Where(x => x.Name == asked.Element && x.Name != asked.Links[^1])
                .Select(x => new Reachable(asked.Links, x.Name, e.Path, e.Model.Name, ColumnRole.Entity, IsAlias: false))));
    }

    // Only to models where the entity identifies one row (at a given time, where rows are valid for a period), and to no model twice.
    private IEnumerable<(string Entity, JoinStep Step, SemanticModel Target)> Steps(SemanticModel at, EquatableList<JoinStep> path) =>
        from entity in at.Entities
        where path.Count == 0 || path[^1].Entity != entity.Name
        from target in _catalog.UniqueBy(entity.Name)
        where target.Name != _fact.Name && path.All(s => s.Model != target.Name)
        where target.Validity is null || (at.Validity is null && !path.Any(s => s.AsOf is not null && s.Model == at.Name))
        where entity.Kind != EntityKind.Natural || target.Entities.First(e => e.Name == entity.Name).Kind != EntityKind.Natural
        select (entity.Name, new JoinStep(entity.Name, target.Name)
        {
            Partitions = [.. Partitions(at, target)],
            AsOf = target.Validity is null ? null : _timeDimension ?? "",
        }, target);

    private IEnumerable<PartitionMatch> Partitions(SemanticModel at, SemanticModel target) =>
        from dimension in target.Dimensions
        where dimension.IsPartition
        let before = at.Dimensions.Any(d => d.IsPartition && d.Name == dimension.Name)
        where before || _fact.Dimensions.Any(d => d.IsPartition && d.Name == dimension.Name)
        select new PartitionMatch(dimension.Name, IsOfFact: !before);

    private static ColumnRole RoleOf(Dimension dimension) => dimension.IsTime ? ColumnRole.Time : ColumnRole.Dimension;
}

/// <summary>A column that can be named from a fact.</summary>
/// <param name="Links">The entities its name begins with.</param>
/// <param name="Element">The name's last part.</param>
/// <param name="Path">The joins that lead to it.</param>
/// <param name="Model">The model it is in.</param>
/// <param name="Role">Dimension, time or entity.</param>
/// <param name="IsAlias">
/// True for another name of something that has a shorter one: <c>booking__listing</c> for the booking's own <c>listing</c>.
/// </param>
internal sealed record Reachable(
    EquatableList<string> Links, string Element, EquatableList<JoinStep> Path, string Model, ColumnRole Role, bool IsAlias)
{
    public string Name { get; } = string.Concat(Links.Select(l => l + "__")) + Element;

    public bool EndsWith(EquatableList<string> links)
    {
        if (links.Count > Links.Count)
            return false;
        for (var i = 1; i <= links.Count; i++)
        {
            if (links[^i] != Links[^i])
                return false;
        }

        return true;
    }
}
