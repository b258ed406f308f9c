using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Rules.Dbt.Items;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>
/// The metrics and names that a saved query asks for exist, it is ordered by its own columns, and its limit is not negative.
/// </summary>
internal static class SavedQueries
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var metrics = written.MetricNames;
        var grains = written.CustomGrains.ToHashSet();
        HashSet<string> names =
            [.. metrics, "metric_time", .. written.Models.SelectMany(
                m => m.Dimensions.Select(d => d.Name).Concat(m.Entities.Select(e => e.Name)))];
        return written.SavedQueries.Where(q => q.Params is not null)
            .SelectMany(q => Check(DefinitionKey.OfSavedQuery(q.Name), q.Params!, metrics, names, grains));
    }

    private static IEnumerable<Finding> Check(
        DefinitionKey key, WrittenParams query, HashSet<string> metrics, HashSet<string> names, HashSet<string> grains)
    {
        foreach (var metric in query.Metrics.Where(m => !metrics.Contains(m.Text)))
            yield return key.Broken(
                DiagnosticCode.UnknownName, $"there is no metric '{metric}'", metric.At, near: NearestNames.To(metric.Text, metrics));
        foreach (var text in query.GroupBy)
        {
            var (item, problem) = ItemReader.OfItem(text.Text, isOrder: false);
            if ((problem ?? (item is null ? null : ItemReader.Wrong(item, grains))) is { } wrong)
                yield return key.Broken(
                    DiagnosticCode.WrongValue, $"group_by: {wrong}", text.At,
                    "Dimension('store__country'), TimeDimension('metric_time', 'day'), Entity('store')");
            else if (!names.Contains(item!.Element(grains)))
                yield return key.Broken(
                    DiagnosticCode.UnknownName, $"group_by: there is no dimension, entity or time '{item.Name}'", text.At,
                    near: NearestNames.To(item.Element(grains), names));
        }

        foreach (var finding in Order(key, query))
            yield return finding;
        if (query.Limit < 0)
            yield return key.Broken(DiagnosticCode.WrongValue, $"limit {query.Limit} is negative", query.LimitAt);
    }

    private static IEnumerable<Finding> Order(DefinitionKey key, WrittenParams query)
    {
        if (query.OrderBy.Count == 0)
            yield break;
        var asked = query.Metrics.Select(m => new QueryItem(ItemType.Metric, m.Text)).ToHashSet();
        foreach (var text in query.GroupBy)
        {
            var (item, problem) = ItemReader.OfItem(text.Text, isOrder: false);
            // Reported for the group-by; the order cannot be compared with it.
            if (problem is not null)
                yield break;
            asked.Add(item!);
        }

        foreach (var text in query.OrderBy)
        {
            var (item, problem) = ItemReader.OfItem(text.Text, isOrder: true);
            if (problem is not null)
                yield return key.Broken(DiagnosticCode.WrongValue, $"order_by: {problem}", text.At, "Metric('revenue').descending(True)");
            else if (!asked.Contains(item! with { Descending = null }))
                yield return key.Broken(DiagnosticCode.UnknownName, $"order_by '{text}' is not a column of the answer", text.At);
        }
    }
}
