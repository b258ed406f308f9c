using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// A name in a condition means the metric or dimension of the catalog that has it, whatever the answer's columns are called. A column's own
/// name may be used there only if the catalog has no such name; a question where both could be meant is refused. In an order, as in SQL,
/// the columns of the answer come first.
/// </summary>
internal static class ShadowedNames
{
    /// <summary>True when a column of the question shows the metric that a name in a condition means.</summary>
    public static bool IsAsked(Catalog catalog, MetricQuery query, string name) => query.Metrics.Any(m => Means(catalog, m, name));

    /// <summary>True when a column for a metric is what a name in a condition means.</summary>
    public static bool Means(Catalog catalog, MetricRequest column, string name) =>
        catalog.Metrics.ContainsKey(name) ? column.ShareOf is null && column.Name == name : column.Column == name;

    /// <summary>The problems of names in conditions that mean a metric or dimension and are the name of another column.</summary>
    public static IEnumerable<Diagnostic> In(Catalog catalog, MetricQuery query)
    {
        foreach (var name in query.Where.SelectMany(f => f.Names()).Where(n => n.Kind == NameKind.Any).Select(n => n.Text).Distinct())
        {
            var what = catalog.Metrics.ContainsKey(name) ? "the metric" : OtherKinds.IsFullName(catalog, name) ? "the dimension" : null;
            if (what is null)
                continue;
            var free = $"{name}_shown";
            if (query.Metrics.FirstOrDefault(m => m.Column == name && (m.Name != name || m.ShareOf is not null)) is { } metric)
            {
                var shown = metric.ShareOf is null ? $"the metric '{metric.Name}'" : $"the share of '{metric.Name}'";
                yield return Problem(name, what, shown, metric.ShareOf is null ? free : $"{name}_share");
            }
            else if (what == "the metric" && query.GroupBy.FirstOrDefault(g => g.Column == name && g.Name != name) is { } cut)
                yield return Problem(name, what, $"'{cut.Name}'", free);
        }
    }

    private static Diagnostic Problem(string name, string what, string shown, string free) => new(
        DiagnosticCode.WrongColumn,
        $"where: '{name}' is ambiguous: it is {what} '{name}', and the name of a column of this answer that shows {shown}",
        Hint: $"give the column another name: \"as\": \"{free}\"; '{name}' is then {what} of that name"
            + (what == "the metric" ? $". Or name the metric so: {{{{ Metric('{name}') }}}} > 100" : ""));
}
