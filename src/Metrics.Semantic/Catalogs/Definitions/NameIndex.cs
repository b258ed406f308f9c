using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Definitions;

/// <summary>Finds what a name can refer to, but not whether a given metric can reach it.</summary>
internal sealed class NameIndex
{
    /// <summary>The name of the time that a measure's rows are counted at.</summary>
    public const string MetricTime = "metric_time";

    private readonly ILookup<string, DefinitionKey> _dimensions;
    private readonly ILookup<string, DefinitionKey> _entities;
    private readonly HashSet<string> _prefixes;
    private readonly ILookup<(string From, string To), DefinitionKey> _steps;
    private readonly GrainWords _grains;
    private readonly ILookup<string, DefinitionKey> _measures;
    private readonly HashSet<string> _metrics;
    private readonly HashSet<DefinitionKey> _timeDimensions;
    private readonly Dictionary<string, SemanticModel> _models;

    public NameIndex(DefinitionSet set)
    {
        _models = set.Models.GroupBy(m => m.Name).ToDictionary(g => g.Key, g => g.First());
        _dimensions = set.Models
            .SelectMany(m => Prefixes(m).SelectMany(p => m.Dimensions.Select(d => (Name: $"{p}__{d.Name}", Key: OfDimension(m, d)))))
            .ToLookup(x => x.Name, x => x.Key);
        _entities = set.Models.SelectMany(m => m.Entities.Select(e => new DefinitionKey(DefinitionKind.Entity, e.Name, m.Name)))
            .ToLookup(k => k.Name);
        _prefixes = [.. _entities.Select(e => e.Key), .. set.Models.Select(m => m.PrimaryEntity).OfType<string>()];
        // From an entity a step leads to each entity of a model in which it finds one row.
        _steps = set.Models.SelectMany(m => Prefixes(m).SelectMany(p => Beside(m).Select(e => (Step: (p, e.Name), e.Key))))
            .ToLookup(x => x.Step, x => x.Key);
        _grains = new GrainWords(set.Written);
        _measures = set.Models.SelectMany(m => m.Measures.Select(x => new DefinitionKey(DefinitionKind.Measure, x.Name, m.Name)))
            .ToLookup(k => k.Name);
        _metrics = set.Metrics.Select(m => m.Name).ToHashSet();
        _timeDimensions = set.Models.SelectMany(m => m.Dimensions.Where(d => d.IsTime).Select(d => OfDimension(m, d))).ToHashSet();
    }

    /// <summary>The definitions any one of which can serve a use; null when there is none, empty when none is needed.</summary>
    public IReadOnlyList<DefinitionKey>? Find(Use use) => use.What switch
    {
        UseOf.Measure => OrNull(_measures[use.Name]),
        UseOf.Metric => _metrics.Contains(use.Name) ? [DefinitionKey.OfMetric(use.Name)] : null,
        UseOf.OwnEntity => OrNull(_entities[use.Name].Where(k => k.Model == use.Model)),
        UseOf.OwnDimension => _models.TryGetValue(use.Model!, out var model)
            ? OrNull(model.Dimensions.Where(d => d.Name == use.Name).Select(d => OfDimension(model, d)))
            : null,
        UseOf.GroupBy => FindGroupBy(use.Name),
        _ => _metrics.Contains(use.Name) ? [DefinitionKey.OfMetric(use.Name)] : FindGroupBy(use.Name),
    };

    /// <summary>
    /// What a use needs: one definition of each list. For a longer name these are what it names, and each step from entity to entity on the
    /// way there. Null when the name is unknown.
    /// </summary>
    public IEnumerable<IReadOnlyList<DefinitionKey>>? Needed(Use use)
    {
        if (Find(use) is not { } found)
            return null;
        var parts = use.Name.Split("__");
        if (parts.Length == 1 || found is not [{ Kind: DefinitionKind.Dimension or DefinitionKind.Entity }, ..])
            return [found];
        return found[0].Kind == DefinitionKind.Entity
            ? [found, .. Steps(parts), _steps[(parts[^2], parts[^1])].ToList()] : [found, .. Steps(parts)];
    }

    /// <summary>Every name that such a use could have meant.</summary>
    public IEnumerable<string> Known(Use use) => use.What switch
    {
        UseOf.Measure => _measures.Select(m => m.Key),
        UseOf.Metric => _metrics,
        UseOf.OwnEntity => _models.TryGetValue(use.Model!, out var model) ? model.Entities.Select(e => e.Name) : [],
        UseOf.OwnDimension => _models.TryGetValue(use.Model!, out var own) ? own.Dimensions.Select(d => d.Name) : [],
        UseOf.GroupBy => GroupByNames,
        _ => _metrics.Concat(GroupByNames),
    };

    private IEnumerable<string> GroupByNames => _dimensions.Select(d => d.Key).Concat(_entities.Select(e => e.Key)).Append(MetricTime);

    private List<DefinitionKey>? FindGroupBy(string name)
    {
        var parts = name.Split("__");
        if (FindPath(parts) is { } found)
            return found;
        // The name of a time may be followed by a grain or by a part of the date.
        if (parts.Length < 2 || !(_grains.IsKnown(parts[^1]) || parts[^1].StartsWith("extract_", StringComparison.Ordinal)))
            return null;
        var time = FindPath(parts[..^1]);
        return time is not null && time.TrueForAll(_timeDimensions.Contains) ? time : null;
    }

    private List<DefinitionKey>? FindPath(string[] parts)
    {
        if (parts is [MetricTime])
            return [];
        if (!parts[..^1].All(_prefixes.Contains) || Steps(parts).Any(s => s.Count == 0))
            return null;
        if (parts.Length == 1)
            return OrNull(_entities[parts[0]]);
        return OrNull(_dimensions[$"{parts[^2]}__{parts[^1]}"])
            ?? (_steps.Contains((parts[^2], parts[^1])) ? OrNull(_entities[parts[^1]]) : null);
    }

    // Steps between all names but the last, which may be a dimension or a grain.
    private IEnumerable<IReadOnlyList<DefinitionKey>> Steps(string[] parts) =>
        Enumerable.Range(1, Math.Max(parts.Length - 2, 0)).Select(i => _steps[(parts[i - 1], parts[i])].ToList());

    private static IEnumerable<(string Name, DefinitionKey Key)> Beside(SemanticModel model) => model.Entities
        .Select(e => (e.Name, new DefinitionKey(DefinitionKind.Entity, e.Name, model.Name)))
        .Concat(model.PrimaryEntity is { } primary ? [(primary, DefinitionKey.OfModel(model.Name))] : []);

    // A dimension is prefixed by its model's primary entity, and by every other entity that finds one row of the model.
    private static IEnumerable<string> Prefixes(SemanticModel model) => model.Entities
        .Where(e => e.Kind != EntityKind.Foreign)
        .Select(e => e.Name)
        .Concat(model.PrimaryEntity is { } primary ? [primary] : [])
        .Distinct();

    private static DefinitionKey OfDimension(SemanticModel model, Dimension dimension) =>
        new(DefinitionKind.Dimension, dimension.Name, model.Name);

    private static List<DefinitionKey>? OrNull(IEnumerable<DefinitionKey> keys) => keys.ToList() is { Count: > 0 } list ? list : null;
}
