using System.Runtime.CompilerServices;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// The rule for names that callers write: a name that is declared is meant exactly; any other means the only declared name that differs
/// from it in case alone. All doors apply it before they use a name, so that two spellings are one question with one answer.
/// </summary>
/// <remarks>
/// The names are those of the catalog as its caller sees it: a name that a policy hides is not found, nor does it make another ambiguous.
/// </remarks>
public sealed class DeclaredNames
{
    private const string Behind = "__";

    // No real name can be read in this many ways.
    private const int MostWays = 64;

    private static readonly ConditionalWeakTable<Catalog, DeclaredNames> _made = [];

    private readonly Catalog _catalog;
    private readonly ILookup<string, string> _metrics;
    private readonly ILookup<string, string> _words;
    private readonly bool _areLower;
    private readonly Lazy<HashSet<(string Before, string Name)>> _steps;
    private readonly HashSet<string> _times;
    private readonly HashSet<string> _cuts;

    private DeclaredNames(Catalog catalog)
    {
        _catalog = catalog;
        _metrics = ByAnyCase(catalog.Metrics.Keys);
        var models = catalog.Models.Values;
        _times = [NameResolver.MetricTime, .. models.SelectMany(m => m.Dimensions.Where(d => d.IsTime).Select(d => d.Name))];
        _cuts =
        [
            .. Enum.GetValues<Grain>().Select(g => g.Word()), .. Enum.GetValues<DatePart>().Select(p => DateParts.Prefix + p.Word()),
            .. catalog.CustomGranularities.Keys,
        ];
        _words = ByAnyCase(models.SelectMany(m => EntitiesOf(m).Concat(m.Dimensions.Select(d => d.Name))).Concat(_times).Concat(_cuts));
        _areLower = !catalog.Metrics.Keys.Concat(_words.SelectMany(w => w)).Any(HasCapitals);
        _steps = new(() => [.. models.SelectMany(m => EntitiesOf(m).SelectMany(
            e => m.Dimensions.Select(d => d.Name).Concat(m.Entities.Select(x => x.Name)).Select(n => (e, n))))]);
    }

    /// <summary>The names of a catalog, collected once and kept as long as the catalog.</summary>
    public static DeclaredNames Of(Catalog catalog) => _made.GetValue(catalog, c => new DeclaredNames(c));

    /// <summary>The one of the known names that a name means; the name itself when it is one of them, or means none or several.</summary>
    public static string Among(string name, IEnumerable<string> known)
    {
        var alike = known.Where(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)).Distinct(StringComparer.Ordinal).ToList();
        return alike.Contains(name) ? name : Only(alike, name);
    }

    /// <summary>The declared name of a metric; the name unchanged when it means none.</summary>
    public string Metric(string name) => Only(Metrics(name), name);

    /// <summary>The metric that a name means; null when it means none.</summary>
    public Metric? FindMetric(string name) => _catalog.Metrics.GetValueOrDefault(Metric(name));

    /// <summary>The saved query that a name means; null when it means none.</summary>
    public SavedQuery? FindSavedQuery(string name) =>
        _catalog.SavedQueries.GetValueOrDefault(name) ?? _catalog.SavedQueries.GetValueOrDefault(Among(name, _catalog.SavedQueries.Keys));

    /// <summary>The declared name of a dimension, entity or time. Each of its parts must be declared to follow the one before.</summary>
    public string Column(string name) => Only(Columns(name), name);

    /// <summary>The question with declared names.</summary>
    public MetricQuery In(MetricQuery query)
    {
        if (_areLower && !NamesOf(query).Any(HasCapitals))
            return query;
        var groupBy = query.GroupBy.Select(g => g with { Name = Column(g.Name) }).ToEquatableList();
        var cuts = groupBy.Select(g => g.Column).ToList();
        var metrics = query.Metrics.Select(m => m with
        {
            Name = Metric(m.Name),
            ShareOf = m.ShareOf is { } share ? new ShareOf(share.Keep.Select(k => Any(k, cuts)).ToEquatableList()) : null,
        }).ToEquatableList();
        var values = metrics.Select(m => m.Column).ToList();
        IEnumerable<string> shown = query.MinMaxOnly ? cuts.SelectMany(c => (string[])[$"{c}__min", $"{c}__max"]) : [.. values, .. cuts];
        return query with
        {
            Metrics = metrics,
            GroupBy = groupBy,
            Where = query.Where.Select(f => f.Renamed(n => Condition(n, values))).ToEquatableList(),
            OrderBy = query.OrderBy.Select(o => o with { Name = Any(o.Name, shown) }).ToEquatableList(),
        };
    }

    /// <summary>The problems of names that are not declared and differ in case alone from several that are.</summary>
    /// <param name="query">The question with declared names.</param>
    public IReadOnlyList<Diagnostic> Ambiguous(MetricQuery query)
    {
        if (_areLower && !NamesOf(query).Any(HasCapitals))
            return [];
        var (values, cuts) = (query.Metrics.Select(m => m.Column).ToList(), query.GroupBy.Select(g => g.Column).ToList());
        IEnumerable<string> named = [.. values, .. cuts];
        return
        [
            .. query.Metrics.SelectMany(m => Several(DiagnosticCode.UnknownMetric, m.Name, [], _metrics[m.Name], [])),
            .. query.Metrics.SelectMany(m => m.ShareOf?.Keep ?? default)
                .SelectMany(k => Several(DiagnosticCode.WrongColumn, k, cuts, Metrics(k), Columns(k))),
            .. query.GroupBy.SelectMany(g => Several(DiagnosticCode.UnknownDimension, g.Name, [], [], Columns(g.Name))),
            .. query.Where.SelectMany(f => f.Names()).SelectMany(n => n.Kind switch
            {
                NameKind.Metric => Several(DiagnosticCode.UnknownMetric, n.Text, [], Metrics(n.Text), [])
                    .Concat(n.By.SelectMany(b => Several(DiagnosticCode.UnknownDimension, b, [], [], Columns(b)))),
                NameKind.Any => Several(DiagnosticCode.UnknownDimension, n.Text, values, Metrics(n.Text), Columns(n.Text)),
                _ => Several(DiagnosticCode.UnknownDimension, n.Text, [], [], Columns(n.Text)),
            }),
            .. query.OrderBy.SelectMany(o => Several(DiagnosticCode.WrongColumn, o.Name, named, Metrics(o.Name), Columns(o.Name))),
        ];
    }

    private static IEnumerable<Diagnostic> Several(
        DiagnosticCode code, string name, IEnumerable<string> shown, IEnumerable<string> metrics, IEnumerable<string> columns)
    {
        List<(string What, string Name)> alike =
        [
            .. shown.Where(s => s.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(s => ("the column", s)),
            .. metrics.Select(m => ("the metric", m)), .. columns.Select(c => ("the dimension", c)),
        ];
        var meant = alike.DistinctBy(a => a.Name, StringComparer.Ordinal).ToList();
        if (meant.Count < 2 || meant.Exists(m => m.Name == name))
            yield break;
        yield return new Diagnostic(
            code, $"'{name}' is ambiguous: {NameList.Of([.. meant.Select(m => $"{m.What} '{m.Name}'")], " and ")} differ from it only in "
                + "case",
            Hint: "write the intended name as it is declared", Candidates: meant.Select(m => m.Name).ToEquatableList());
    }

    private Operand.Name Condition(Operand.Name name, IEnumerable<string> values) => name.Kind switch
    {
        NameKind.Metric => name with { Text = Metric(name.Text), By = name.By.Select(Column).ToEquatableList() },
        NameKind.Any => name with { Text = Any(name.Text, values) },
        _ => name with { Text = Column(name.Text) },
    };

    // A column of the answer by its name there, a metric, or something to group by.
    private string Any(string name, IEnumerable<string> shown)
    {
        List<string> alike = [.. shown.Where(s => s.Equals(name, StringComparison.OrdinalIgnoreCase)), .. Metrics(name), .. Columns(name)];
        return alike.Contains(name) ? name : Only(alike, name);
    }

    private IEnumerable<string> Metrics(string name) => _catalog.Metrics.ContainsKey(name) ? [name] : _metrics[name];

    private IEnumerable<string> Columns(string name)
    {
        if (AskedName.IsTooLong(name))
            return [];
        var parts = name.Split(Behind);
        if (IsDeclared(parts))
            return [name];
        List<(string Text, string Last)> ways = [.. _words[parts[0]].Select(w => (w, w))];
        foreach (var part in parts.Skip(1))
            ways =
                [.. ways.SelectMany(w => _words[part].Where(x => IsStep(w.Last, x)).Select(x => (w.Text + Behind + x, x))).Take(MostWays)];
        return ways.Select(w => w.Text);
    }

    private bool IsDeclared(string[] parts) =>
        _words[parts[0]].Contains(parts[0]) && parts.Zip(parts.Skip(1)).All(p => IsStep(p.First, p.Second));

    private bool IsStep(string before, string name) =>
        _steps.Value.Contains((before, name)) || (_times.Contains(before) && _cuts.Contains(name));

    private static IEnumerable<string> EntitiesOf(SemanticModel model) =>
        model.Entities.Select(e => e.Name).Append(model.PrimaryEntity).OfType<string>().Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> NamesOf(MetricQuery query) =>
        query.Metrics.SelectMany(m => m.ShareOf?.Keep.Append(m.Name) ?? [m.Name])
        .Concat(query.GroupBy.Select(g => g.Name))
        .Concat(query.OrderBy.Select(o => o.Name))
        .Concat(query.Where.SelectMany(f => f.Names()).SelectMany(n => n.By.Append(n.Text)))
        .Concat(query.Metrics.Select(m => m.Alias).Concat(query.GroupBy.Select(g => g.Alias)).OfType<string>());

    private static ILookup<string, string> ByAnyCase(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).ToLookup(n => n, StringComparer.OrdinalIgnoreCase);

    private static string Only(IEnumerable<string> alike, string name) =>
        alike.Distinct(StringComparer.Ordinal).Take(2).ToList() is [var only] ? only : name;

    private static bool HasCapitals(string name) => name.Any(char.IsUpper);
}
