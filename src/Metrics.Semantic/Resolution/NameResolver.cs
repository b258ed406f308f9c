using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>Finds what a name means from where one fact stands: its own columns, and those of models it can join to without counting rows twice.</summary>
/// <param name="catalog">All definitions.</param>
/// <param name="fact">The model whose rows are aggregated.</param>
/// <param name="timeDimension">What <c>metric_time</c> is for it; null when it has none.</param>
internal sealed class NameResolver(Catalog catalog, SemanticModel fact, string? timeDimension)
{
    public const string MetricTime = "metric_time";

    /// <summary>The column a name means, or every reason why it means none.</summary>
    /// <param name="text">The name as written.</param>
    /// <param name="kind">What its author said it is.</param>
    /// <param name="cut">True where values are grouped by: a time without a grain is then taken at the grain of its data.</param>
    public Outcome<BoundColumn> Find(string text, NameKind kind, bool cut)
    {
        var found = Locate(text, cut);
        if (found is null)
            return Unknown(text);
        if (found.Value is { } column && (kind, column.Role) is (NameKind.Entity, not ColumnRole.Entity) or (NameKind.TimeDimension, not ColumnRole.Time))
            return Refused(DiagnosticCode.UnknownDimension, $"'{text}' is no {(kind == NameKind.Entity ? "entity" : "time dimension")}", "write {{ Dimension('…') }}, or just the name");
        return found.Diagnostics.All(d => d.Code != DiagnosticCode.AmbiguousPath) ? found : Outcome<BoundColumn>.Refused(found.Diagnostics.Select(d => d with { Candidates = Alike(text) }));
    }

    private Outcome<BoundColumn>? Locate(string text, bool cut)
    {
        var parts = text.Split("__");
        if (parts.Any(p => p.Length == 0))
            return null;
        if (parts[^1].StartsWith("extract_", StringComparison.Ordinal) && parts.Length > 1)
            return Refused(DiagnosticCode.NotYet, $"'{text}': date parts are not supported yet");
        var grain = parts.Length > 1 ? Grains.Find(parts[^1]) : null;
        return grain is not null && FindColumn(text, parts[..^1], grain, cut) is { } cutTime ? cutTime : FindColumn(text, parts, null, cut);
    }

    /// <summary>Every name that can be grouped by, with times at the grain of their data.</summary>
    public IEnumerable<BoundColumn> All()
    {
        if (timeDimension is not null)
            yield return Time(MetricTime, [], fact, Find(fact, timeDimension)!, null, cut: true).Value!;
        foreach (var column in Reachable(fact, [], fact.PrimaryEntity is { } own ? own + "__" : null, 2))
            yield return column;
    }

    private IEnumerable<BoundColumn> Reachable(SemanticModel model, EquatableList<JoinStep> path, string? prefix, int hops)
    {
        if (prefix is not null)
        {
            foreach (var dimension in model.Dimensions)
                yield return Bind(prefix + dimension.Name, path, model, dimension, null, cut: true).Value!;
        }

        var before = string.Concat(path.Select(s => s.Entity + "__"));
        foreach (var entity in model.Entities.Where(e => path.Count == 0 || path[^1].Entity != e.Name))
        {
            yield return Key(before + entity.Name, path, model, entity);
            if (hops == 0)
                continue;
            foreach (var target in Targets(model, entity.Name).Where(t => path.All(s => s.Model != t.Name)))
            {
                foreach (var column in Reachable(target, path.Append(new JoinStep(entity.Name, target.Name)).ToEquatableList(), $"{before}{entity.Name}__", hops - 1))
                {
                    if (Locate(column.Name, cut: true)?.Value is { } found && found.Model == column.Model && found.Column == column.Column)
                        yield return column;
                }
            }
        }
    }

    private Outcome<BoundColumn>? FindColumn(string text, string[] parts, Grain? grain, bool cut)
    {
        if (parts is [MetricTime])
        {
            return timeDimension is null
                ? Refused(DiagnosticCode.NoMetricTime, $"'{fact.Name}' has no time to be asked by", "ask without metric_time, or give its measures an agg_time_dimension")
                : Time(text, [], fact, Find(fact, timeDimension)!, grain, cut);
        }

        // The fact's own columns first: its own dimensions go by its primary entity.
        if (parts.Length == 2 && parts[0] == fact.PrimaryEntity && Find(fact, parts[1]) is { } own)
            return Bind(text, [], fact, own, grain, cut);
        return Follow(text, fact, [], parts, grain, cut);
    }

    // Entity by entity, from the fact outwards; the last part is a dimension or an entity of the model arrived at.
    private Outcome<BoundColumn>? Follow(string text, SemanticModel at, EquatableList<JoinStep> path, string[] parts, Grain? grain, bool cut)
    {
        var entity = at.Entities.FirstOrDefault(e => e.Name == parts[0]);
        if (entity is null)
            return null;
        if (parts.Length == 1)
            return grain is null ? Outcome<BoundColumn>.Of(Key(text, path, at, entity)) : null;
        var found = new List<(string By, Outcome<BoundColumn> Outcome)>();
        foreach (var target in Targets(at, parts[0]).Where(t => path.All(s => s.Model != t.Name)))
        {
            var further = path.Append(new JoinStep(parts[0], target.Name)).ToEquatableList();
            if (parts.Length == 2 && Find(target, parts[1]) is { } dimension)
                found.Add((target.Name, Bind(text, further, target, dimension, grain, cut)));
            else if (Follow(text, target, further, parts[1..], grain, cut) is { } deeper)
                found.Add((target.Name, deeper));
        }

        if (found.Count == 1)
            return found[0].Outcome;
        if (found.Count > 1)
            return Ambiguous(text, found.Select(f => f.By));
        return parts.Length == 2 ? FanOut(text, parts[0], parts[1]) : null;
    }

    // Names that end alike and mean one column may be the way out.
    private EquatableList<string> Alike(string text)
    {
        var ending = "__" + text.Split("__")[^1];
        return All().Select(c => c.Name).Where(n => n != text && n.EndsWith(ending, StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal).Take(3).ToEquatableList();
    }

    private Outcome<BoundColumn> Ambiguous(string text, IEnumerable<string> models) => Refused(
        DiagnosticCode.AmbiguousPath,
        $"'{text}' can be reached in several ways from '{fact.Name}': through {string.Join(" and ", models.Order(StringComparer.Ordinal))}",
        "name the way by its entities, or rename one of the dimensions");

    // The column is there, but only where the entity has many rows: joining would count the fact's rows more than once.
    private Outcome<BoundColumn>? FanOut(string text, string entity, string column)
    {
        var many = catalog.Models.Values
            .Where(m => m.Name != fact.Name && m.Entities.Any(e => e.Name == entity) && !m.IsUniqueBy(entity) && Find(m, column) is not null)
            .Select(m => m.Name)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return many is null
            ? null
            : Refused(
                DiagnosticCode.UnreachableDimension,
                $"'{text}' is in '{many}', where one {entity} has many rows; joining it would count rows of '{fact.Name}' more than once",
                $"ask for metrics of '{many}' instead, or make a model with one row per {entity}");
    }

    private IEnumerable<SemanticModel> Targets(SemanticModel from, string entity) => catalog.Models.Values
        .Where(m => m.Name != from.Name && m.IsUniqueBy(entity))
        .OrderBy(m => m.Name, StringComparer.Ordinal);

    private static Dimension? Find(SemanticModel model, string name) => model.Dimensions.FirstOrDefault(d => d.Name == name);

    private static BoundColumn Key(string name, EquatableList<JoinStep> path, SemanticModel model, Entity entity) =>
        new(name, path, model.Name, entity.Name, ColumnRole.Entity, null, SqlTypes.Of(entity.SqlType), entity.SqlType);

    private static Outcome<BoundColumn> Bind(string name, EquatableList<JoinStep> path, SemanticModel model, Dimension dimension, Grain? grain, bool cut)
    {
        if (dimension.IsTime)
            return Time(name, path, model, dimension, grain, cut);
        if (grain is not null)
            return Refused(DiagnosticCode.UnknownDimension, $"'{name}': '{dimension.Name}' is not a time, so it has no grain");
        return Outcome<BoundColumn>.Of(new BoundColumn(name, path, model.Name, dimension.Name, ColumnRole.Dimension, null, dimension.Type, dimension.SqlType));
    }

    private static Outcome<BoundColumn> Time(string name, EquatableList<JoinStep> path, SemanticModel model, Dimension dimension, Grain? grain, bool cut)
    {
        var data = dimension.Grain ?? Grain.Day;
        if (grain < data)
        {
            return Refused(
                DiagnosticCode.GrainTooFine, $"'{name}': '{dimension.Name}' of '{model.Name}' is known by {data.Word()}, not by {grain.Value.Word()}", $"ask by {data.Word()} or coarser");
        }

        var taken = grain ?? (cut ? data : null);
        var (type, sqlType) = taken switch
        {
            null => (ValueType.Timestamp, dimension.SqlType == "date" ? "date" : "timestamp without time zone"),
            { } g when g.IsDateLike() || dimension.SqlType == "date" => (ValueType.Date, "date"),
            _ => (ValueType.Timestamp, "timestamp with time zone"),
        };
        return Outcome<BoundColumn>.Of(new BoundColumn(name, path, model.Name, dimension.Name, ColumnRole.Time, taken, type, sqlType));
    }

    private Outcome<BoundColumn> Unknown(string text)
    {
        var known = All().Select(c => c.Name).Distinct().ToList();
        var near = NearestNames.To(text, known.Concat(Enum.GetValues<Grain>().Select(g => $"{MetricTime}__{g.Word()}")));
        var parts = text.Split("__");
        var bare = parts.Length > 1 && Grains.Find(parts[^1]) is not null ? parts[..^1] : parts;
        var exists = catalog.Models.Values.Any(m => m.Name != fact.Name && bare switch
        {
            [var entity] => m.Entities.Any(e => e.Name == entity),
            [var entity, var dimension] => m.PrimaryEntity == entity && Find(m, dimension) is not null,
            _ => false,
        });
        return Outcome<BoundColumn>.Refused(exists
            ? new Diagnostic(DiagnosticCode.UnreachableDimension, $"'{text}' cannot be reached from '{fact.Name}'", Hint: $"'{fact.Name}' has no entity that leads there", Candidates: near)
            : new Diagnostic(DiagnosticCode.UnknownDimension, $"there is no dimension '{text}' for '{fact.Name}'", Candidates: near));
    }

    private static Outcome<BoundColumn> Refused(DiagnosticCode code, string message, string? hint = null) =>
        Outcome<BoundColumn>.Refused(new Diagnostic(code, message, Hint: hint));
}
