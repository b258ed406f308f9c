using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>What metrics can be grouped by.</summary>
public sealed record DimensionList(EquatableList<DimensionEntry> Items)
{
    /// <summary>The dimensions that all these metrics can be grouped by; refused when a metric is unknown.</summary>
    public static Outcome<DimensionList> Of(Catalog catalog, EquatableList<string> metrics)
    {
        metrics = metrics.Select(DeclaredNames.Of(catalog).Metric).ToEquatableList();
        var unknown = metrics.Where(m => !catalog.Metrics.ContainsKey(m)).ToList();
        if (unknown.Count > 0)
            return Outcome<DimensionList>.Refused(unknown.SelectMany(m => UnknownMetric.Of(catalog, m)).Distinct());
        var each = MetricFact.Of(catalog, metrics).Select(f => Reachable(catalog, f)).ToList();
        if (each.Count == 0)
            return Outcome<DimensionList>.Of(new DimensionList([]));
        // Facts of different grains are combined at the coarsest.
        var coarsest = each.Where(f => f.ContainsKey(NameResolver.MetricTime)).Max(f => f[NameResolver.MetricTime].Entry.Grain);
        // A name that is an alias in every fact is left out; the shorter name is listed.
        var items = each[0].Keys.Where(name => each.TrueForAll(f => f.ContainsKey(name)))
            .Select(name => each.Select(f => f[name]).FirstOrDefault(e => !e.IsAlias))
            .Where(e => e.Entry is not null)
            .Select(e => e.Entry.Name == NameResolver.MetricTime ? e.Entry with { Grain = coarsest } : e.Entry);
        return Outcome<DimensionList>.Of(new DimensionList(items.OrderBy(e => e.Name, StringComparer.Ordinal).ToEquatableList()));
    }

    private static Dictionary<string, (DimensionEntry Entry, bool IsAlias)> Reachable(Catalog catalog, MetricFact fact)
    {
        var found = new Dictionary<string, (DimensionEntry, bool)>(StringComparer.Ordinal);
        foreach (var (name, column, isAlias) in new NameResolver(catalog, catalog.Models[fact.Model], fact.TimeDimension).All())
        {
            if (fact.Subject is not null && column.Name != NameResolver.MetricTime && column.Name != fact.Subject
                && (column.Path.Count == 0 || column.Path[0].Entity != fact.Subject))
                continue;
            var dimension = catalog.Models[column.Model].Dimensions.FirstOrDefault(
                d => d.Name == column.Column && column.Role != ColumnRole.Entity);
            var grain = column.Role == ColumnRole.Time ? column.Grain ?? Grain.Day : (Grain?)null;
            found.TryAdd(
                name,
                (new DimensionEntry(
                    name, column.Role, column.Type, column.Model, dimension?.Label, dimension?.Description, grain), isAlias));
        }

        return found;
    }
}

/// <summary>A dimension, entity or time, with the name to group by.</summary>
/// <param name="Name">The name: <c>store__country</c>.</param>
/// <param name="Role">Dimension, entity or time.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Model">The semantic model it is in.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Grain">For times, the finest grain; null for others.</param>
public sealed record DimensionEntry(
    string Name, ColumnRole Role, ValueType Type, string Model, string? Label, string? Description, Grain? Grain);
