using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A metric that uses one measure in several ways needs aliases, which are unique and no measure's name.</summary>
internal static class MeasureAliases
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var measures = written.Models.SelectMany(m => m.Measures).Select(m => m.Name).ToHashSet();
        var taken = new HashSet<string>();
        foreach (var metric in written.Metrics)
        {
            var inputs = MetricMeasures.Of(metric, written);
            foreach (var finding in Required(metric, inputs))
                yield return finding;
            var key = DefinitionKey.OfMetric(metric.Name);
            foreach (var input in inputs.Where(i => i.Alias is not null))
            {
                var alias = input.Alias!;
                foreach (var wrong in ValidName.Problems(alias.Text))
                    yield return key.Broken(DiagnosticCode.InvalidName, wrong, alias.At);
                if (measures.Contains(alias.Text))
                    yield return key.Broken(
                        DiagnosticCode.DuplicateName, $"the alias '{alias}' of measure '{input.Name}' is the name of a measure", alias.At);
                if (!taken.Add(alias.Text))
                    yield return key.Broken(
                        DiagnosticCode.DuplicateName, $"the alias '{alias}' of measure '{input.Name}' is in use already", alias.At);
            }
        }
    }

    private static IEnumerable<Finding> Required(WrittenMetric metric, IReadOnlyList<WrittenMeasureInput> inputs)
    {
        var key = DefinitionKey.OfMetric(metric.Name);
        foreach (var same in inputs.GroupBy(i => i.Name.Text).Where(g => g.Count() > 1))
        {
            if (same.All(same.First().IsSame))
                yield return key.Doubtful($"uses measure '{same.Key}' several times in the same way", same.Last().Name.At);
            else if (same.FirstOrDefault(i => i.Filters.Count > 0 && i.Alias is null) is { } unnamed)
                yield return key.Broken(
                    DiagnosticCode.MissingKey, $"uses measure '{same.Key}' with several filters, which need aliases", unnamed.Name.At,
                    "alias: …");
        }
    }
}
