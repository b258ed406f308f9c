using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// A name in a condition or an order means the metric or dimension of the catalog that has it, whatever the answer's columns are called. A
/// column's own name may be used there only if the catalog has no such name; a question where both could be meant is refused.
/// </summary>
internal static class ShadowedNames
{
    /// <summary>True when a column of the question shows the metric that a name in a condition or an order means.</summary>
    public static bool IsAsked(Catalog catalog, MetricQuery query, string name) => query.Metrics.Any(m => Means(catalog, m, name));

    /// <summary>True when a column for a metric is what a name in a condition or an order means.</summary>
    public static bool Means(Catalog catalog, MetricRequest column, string name) =>
        catalog.Metrics.ContainsKey(name) ? column.ShareOf is null && column.Name == name : column.Column == name;

    /// <summary>The problems of names that mean one thing in the catalog and another as a column of the answer.</summary>
    public static IEnumerable<Diagnostic> In(Catalog catalog, MetricQuery query)
    {
        var conditions = query.Where.SelectMany(f => f.Names()).Where(n => n.Kind == NameKind.Any).Select(n => n.Text).Distinct();
        foreach (var (name, place) in conditions.Select(n => (n, "where")).Concat(query.OrderBy.Select(o => (o.Name, "order_by"))))
        {
            var what = catalog.Metrics.ContainsKey(name) ? "the metric" : OtherKinds.IsFullName(catalog, name) ? "the dimension" : null;
            if (what is null)
                continue;
            var free = $"{name}_shown";
            if (query.Metrics.FirstOrDefault(m => m.Column == name && (m.Name != name || m.ShareOf is not null)) is { } metric)
            {
                var shown = metric.ShareOf is null ? $"the metric '{metric.Name}'" : $"the share of '{metric.Name}'";
                yield return Problem(place, name, what, shown, metric.ShareOf is null ? free : $"{name}_share");
            }
            else if (query.GroupBy.FirstOrDefault(g => g.Column == name && g.Name != name) is { } cut
                && (what == "the metric" || place == "order_by") && !IsGrainOf(cut.Name, name))
                yield return Problem(place, name, what, $"'{cut.Name}'", free);
        }
    }

    // The time metric_time is called metric_time__month by its grain.
    private static bool IsGrainOf(string time, string name) =>
        name.StartsWith($"{time}__", StringComparison.Ordinal) && Grains.Find(name[(time.Length + 2)..]) is not null;

    private static Diagnostic Problem(string place, string name, string what, string shown, string free) => new(
        DiagnosticCode.WrongColumn,
        $"{place}: '{name}' is ambiguous: it is {what} '{name}', and the name of a column of this answer that shows {shown}",
        Hint: $"give the column another name: \"as\": \"{free}\"; '{name}' is then {what} of that name");
}
