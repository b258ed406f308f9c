using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Finds what a name means for one fact: the fact's own columns, and those of models it can join to without counting rows twice.
/// </summary>
/// <param name="catalog">All definitions.</param>
/// <param name="fact">The model whose rows are aggregated.</param>
/// <param name="timeDimension">The dimension that <c>metric_time</c> means for it; null when it has none.</param>
/// <param name="countsRows">False when no rows are counted, so that joins may repeat them.</param>
/// <param name="spine">For questions without metrics, the time spine whose time <c>metric_time</c> is; null otherwise.</param>
internal sealed class NameResolver(
    Catalog catalog, SemanticModel fact, string? timeDimension, SemanticModel? spine = null, bool countsRows = true)
{
    public const string MetricTime = "metric_time";

    private const int Shown = 60;

    private readonly Reach _reach = Reach.Of(catalog, fact, timeDimension);

    /// <summary>What can be named, in the order of the definitions.</summary>
    public Reach Reach => _reach;

    /// <summary>The column that a name means, or every reason why it means none.</summary>
    /// <param name="text">The name as written.</param>
    /// <param name="kind">The kind that its author declared it to be.</param>
    /// <param name="cut">True for names to group by: a time without a grain is then truncated to the grain of its data.</param>
    public Outcome<BoundColumn> Find(string text, NameKind kind, bool cut)
    {
        if (AskedName.IsTooLong(text))
        {
            return Refused(
                DiagnosticCode.UnknownDimension,
                $"'{(text.Length > Shown ? text[..Shown] + "…" : text)}' is a path through too many entities",
                $"a name has at most {AskedName.MostParts} parts");
        }

        Outcome<BoundColumn>? refused = null;
        foreach (var asked in AskedName.Readings(text, catalog))
        {
            if (Locate(asked, cut) is not { } found)
                continue;
            if (found.Value is { } column)
            {
                return (kind, column.Role) is (NameKind.Entity, not ColumnRole.Entity) or (NameKind.TimeDimension, not ColumnRole.Time)
                    ? Refused(
                        DiagnosticCode.UnknownDimension, $"'{text}' is not {(kind == NameKind.Entity ? "an entity" : "a time dimension")}",
                        "write {{ Dimension('…') }}, or just the name")
                    : found;
            }

            refused ??= found;
        }

        return refused ?? Unknown(text);
    }

    /// <summary>Every name that can be grouped by, with times at the grain of their data; ambiguous names are left out.</summary>
    public IEnumerable<(string Name, BoundColumn Column, bool IsAlias)> All()
    {
        if (timeDimension is not null && Own(timeDimension) is { } time)
            yield return (MetricTime, TimeColumn.Bind(MetricTime, [], fact, time, null, null, cut: true).Value!, false);
        foreach (var named in _reach.All.GroupBy(r => r.Name, StringComparer.Ordinal).Where(g => g.Count() == 1).Select(g => g.Single()))
        {
            if (JoinSafety.Check(catalog, fact, named) is null
                && Bind(named, new AskedName(named.Name, named.Links, named.Element, null, null, null), cut: true).Value is { } column)
                yield return (named.Name, column, named.IsAlias);
        }
    }

    private Outcome<BoundColumn>? Locate(AskedName asked, bool cut)
    {
        if (asked.IsMetricTime)
            return MetricTimeColumn(asked, cut);
        var matches = _reach.Match(asked);
        if (matches.Count == 0)
            return asked.Links.Count > 0 ? FanOut(asked) : null;
        if (matches.Count > 1)
            return Ambiguous(asked.Text, matches);
        return countsRows && JoinSafety.Check(catalog, fact, matches[0]) is { } unsafeJoin
            ? Outcome<BoundColumn>.Refused(unsafeJoin) : Bind(matches[0], asked, cut);
    }

    private Outcome<BoundColumn> MetricTimeColumn(AskedName asked, bool cut)
    {
        if (spine is not null)
        {
            EquatableList<JoinStep> path = spine.Name == fact.Name ? [] : [new JoinStep("", spine.Name)];
            return TimeColumn.Bind(asked.Text, path, spine, spine.Dimensions[0], asked, spine, cut);
        }

        return timeDimension is null || Own(timeDimension) is not { } time
            ? Refused(
                DiagnosticCode.NoMetricTime, $"'{fact.Name}' has no time dimension to group by",
                "ask without metric_time, or give its measures an agg_time_dimension")
            : TimeColumn.Bind(asked.Text, [], fact, time, asked, null, cut);
    }

    private Outcome<BoundColumn> Bind(Reachable found, AskedName asked, bool cut)
    {
        var model = catalog.ModelOf(found.Model);
        var name = found.Name + asked.Suffix;
        if (found.Role == ColumnRole.Entity)
        {
            if (asked.Suffix.Length > 0)
                return Refused(DiagnosticCode.UnknownDimension, $"'{asked.Text}': '{found.Element}' is an entity, so it has no grain");
            var entity = model.Entities.First(e => e.Name == found.Element);
            // The fact's own entity is one column under all its names.
            return Outcome<BoundColumn>.Of(new BoundColumn(
                found.IsAlias ? found.Element : name, found.Path, model.Name, entity.Name, ColumnRole.Entity, null, entity.DataType.Value,
                entity.DataType));
        }

        var dimension = model.Dimensions.First(d => d.Name == found.Element);
        if (dimension.IsTime)
            return TimeColumn.Bind(name, found.Path, model, dimension, asked, null, cut);
        return asked.Suffix.Length > 0
            ? Refused(DiagnosticCode.UnknownDimension, $"'{asked.Text}': '{dimension.Name}' is not a time, so it has no grain")
            : Outcome<BoundColumn>.Of(
                new BoundColumn(
                    name, found.Path, model.Name, dimension.Name, ColumnRole.Dimension, null, dimension.Type, dimension.DataType));
    }

    private Outcome<BoundColumn> Ambiguous(string text, IReadOnlyList<Reachable> matches)
    {
        var names = matches.Select(m => m.Name).Distinct().Order(StringComparer.Ordinal).ToEquatableList();
        if (names.Count > 1)
        {
            return Outcome<BoundColumn>.Refused(new Diagnostic(
                DiagnosticCode.AmbiguousPath,
                $"'{text}' can be reached in several ways from '{fact.Name}': as {NameList.Of(names, " and ")}",
                Hint: "write one of the longer names",
                Candidates: names.Take(NameList.Most).ToEquatableList()));
        }

        var models = matches.Select(m => m.Path.Count == 0 ? m.Model : m.Path[^1].Model).Order(StringComparer.Ordinal);
        var ending = "__" + matches[0].Element;
        var alike = _reach.All.Where(r => r.Name != matches[0].Name && r.Name.EndsWith(ending, StringComparison.Ordinal))
            .Select(r => r.Name).Distinct();
        return Outcome<BoundColumn>.Refused(new Diagnostic(
            DiagnosticCode.AmbiguousPath,
            $"'{text}' can be reached in several ways from '{fact.Name}': through {NameList.Of([.. models], " and ")}",
            Hint: "name the join path by its entities, or rename one of the dimensions",
            Candidates: alike.Order(StringComparer.Ordinal).Take(3).ToEquatableList()));
    }

    // The column exists, but only in a model where the entity has many rows: joining that would count the fact's rows more than once.
    private Outcome<BoundColumn>? FanOut(AskedName asked)
    {
        if (fact.Entities.All(e => e.Name != asked.Links[0]))
            return null;
        var many = catalog.Models.Values
            .Where(m => m.Name != fact.Name && m.Entities.Any(e => e.Name == asked.Links[^1]) && !m.IsUniqueBy(asked.Links[^1])
                && m.Dimensions.Any(d => d.Name == asked.Element))
            .Select(m => m.Name)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return many is null
            ? null
            : Refused(
                DiagnosticCode.UnreachableDimension,
                $"'{asked.Text}' is in '{many}', where one {asked.Links[^1]} has many rows; joining it would count rows of '{fact.Name}' "
                + $"more than once",
                $"ask for metrics of '{many}' instead, or make a model with one row per {asked.Links[^1]}");
    }

    private Dimension? Own(string name) => fact.Dimensions.FirstOrDefault(d => d.Name == name);

    private bool IsTime(string text) => AskedName.Readings(text, catalog)
        .Select(asked => Locate(asked, cut: true)?.Value).FirstOrDefault(c => c is not null) is { Role: ColumnRole.Time, Part: null };

    private Outcome<BoundColumn> Unknown(string text)
    {
        // A time followed by something that is no grain.
        if (text.LastIndexOf("__", StringComparison.Ordinal) is var cut and > 0 && IsTime(text[..cut]))
        {
            var grains = Enum.GetValues<Grain>().Select(g => g.Word())
                .Concat(Enum.GetValues<DatePart>().Select(p => DateParts.Prefix + p.Word())).Concat(catalog.CustomGranularities.Keys);
            return Outcome<BoundColumn>.Refused(new Diagnostic(
                DiagnosticCode.UnknownDimension, $"'{text}': '{text[(cut + 2)..]}' is not a grain",
                Candidates: NearestNames.To(text[(cut + 2)..], grains).Select(g => $"{text[..cut]}__{g}").ToEquatableList()));
        }

        var known = All().Select(c => c.Name).Distinct().ToList();
        var near = NearestNames.To(
            text, known.Concat(Enum.GetValues<Grain>().Where(g => g >= Grain.Second).Select(g => $"{MetricTime}__{g.Word()}")));
        var exists = AskedName.Readings(text, catalog)
            .Any(asked => catalog.Models.Values.Any(m => m.Name != fact.Name && (asked.Links.Count == 0
            ? m.Entities.Any(e => e.Name == asked.Element)
            : (m.PrimaryEntity == asked.Links[^1] || m.Entities.Any(e => e.Name == asked.Links[^1]))
                && m.Dimensions.Any(d => d.Name == asked.Element))));
        var other = OtherKinds.OfDimension(catalog, text);
        var why = other is null ? UnreadFiles.WhyDimension(catalog, text) : $": {other.What}";
        return Outcome<BoundColumn>.Refused(exists
            ? new Diagnostic(
                DiagnosticCode.UnreachableDimension, $"'{text}' cannot be reached from '{fact.Name}'",
                Hint: $"'{fact.Name}' has no entity that leads there", Candidates: near)
            : new Diagnostic(
                DiagnosticCode.UnknownDimension,
                $"there is no dimension '{text}' for '{fact.Name}'{why}",
                Hint: other?.Hint ?? MeasuredAs(text),
                Candidates: near) { Unknown = why.Length == 0 ? text : null });
    }

    // sale__discount > 0 means the column, which so far is only the expression of a measure. A policy hides a metric and leaves its measure
    // to other metrics, so the column is mentioned only if a metric that the caller may see aggregates it.
    private string? MeasuredAs(string text)
    {
        var element = AskedName.Readings(text, catalog).LastOrDefault()?.Element;
        var measured = catalog.Metrics.Values.OfType<SimpleMetric>()
            .FirstOrDefault(m => fact.Measures.Any(of => of.Name == m.Measure && of.Expr == element));
        return measured is null ? null
            : $"'{element}' is only aggregated so far, by '{measured.Name}'; to group by it or to filter on it, declare it under "
                + $"dimensions: of '{fact.Name}' too";
    }

    private static Outcome<BoundColumn> Refused(DiagnosticCode code, string message, string? hint = null) =>
        Outcome<BoundColumn>.Refused(new Diagnostic(code, message, Hint: hint));
}

/// <summary>
/// A written name in its parts: <c>listing__user__created_at__month</c> is a path of entities, an element, and the grain or part of a time.
/// </summary>
/// <param name="Text">The name as written.</param>
/// <param name="Links">The entities before the element.</param>
/// <param name="Element">A dimension, an entity, or <c>metric_time</c>.</param>
/// <param name="Grain">The grain asked for.</param>
/// <param name="Part">The date part asked for.</param>
/// <param name="CustomGrain">A grain that a time spine defines.</param>
internal sealed record AskedName(
    string Text, EquatableList<string> Links, string Element, Grain? Grain, DatePart? Part, string? CustomGrain)
{
    /// <summary>Paths through more entities lead nowhere, and each further part makes looking for them more expensive.</summary>
    public const int MostParts = 16;

    public bool IsMetricTime => Links.Count == 0 && Element == NameResolver.MetricTime;

    /// <summary>What follows the element: <c>__month</c>.</summary>
    public string Suffix => Part is { } part ? $"__{DateParts.Prefix}{part.Word()}"
        : Grain is { } grain ? $"__{grain.Word()}"
        : CustomGrain is { } custom ? $"__{custom}"
        : "";

    /// <summary>True for a name with more than <see cref="MostParts"/> parts.</summary>
    public static bool IsTooLong(string text) => text.Split("__", MostParts + 1).Length > MostParts;

    /// <summary>What a text can mean, likelier readings first: a dimension may have the name of a grain.</summary>
    public static IEnumerable<AskedName> Readings(string text, Catalog catalog)
    {
        var parts = IsTooLong(text) ? [] : text.Split("__");
        if (parts.Length == 0 || parts.Any(p => p.Length == 0))
            yield break;
        if (parts.Length > 1)
        {
            var (last, links, element) = (parts[^1], parts[..^2].ToEquatableList(), parts[^2]);
            if (last.StartsWith(DateParts.Prefix, StringComparison.Ordinal) && DateParts.Find(last[DateParts.Prefix.Length..]) is { } part)
                yield return new AskedName(text, links, element, null, part, null);
            else if (Grains.Find(last) is { } grain)
                yield return new AskedName(text, links, element, grain, null, null);
            else if (catalog.CustomGranularities.ContainsKey(last))
                yield return new AskedName(text, links, element, null, null, last);
        }

        yield return new AskedName(text, parts[..^1].ToEquatableList(), parts[^1], null, null, null);
    }
}
