using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Rules.Dbt.Items;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>Every filter can be read, and the grains that it names exist.</summary>
internal static class WhereFilters
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var grains = written.CustomGrains.ToHashSet();
        return Filters(written).SelectMany(f => Check(f.Key, f.What, f.Text, grains));
    }

    private static IEnumerable<(DefinitionKey Key, string What, Word Text)> Filters(WrittenManifest written) =>
    [
        .. written.Metrics.SelectMany(m => Filters(m).SelectMany(f => f.Texts.Select(t => (DefinitionKey.OfMetric(m.Name), f.What, t)))),
        .. written.SavedQueries.SelectMany(q => (q.Params?.Where ?? []).Select(t => (DefinitionKey.OfSavedQuery(q.Name), "where", t))),
    ];

    private static IEnumerable<(string What, EquatableList<Word> Texts)> Filters(WrittenMetric metric) =>
    [
        ("filter", metric.Filters),
        ("measure: filter", metric.Measure?.Filters ?? []),
        ("numerator: filter", metric.Numerator?.Filters ?? []),
        ("denominator: filter", metric.Denominator?.Filters ?? []),
        .. metric.Inputs.Select(i => ($"{i.NameInExpr}: filter", i.Filters)),
    ];

    private static IEnumerable<Finding> Check(DefinitionKey key, string what, Word text, HashSet<string> grains)
    {
        var (items, problem) = ItemReader.OfTemplate(text.Text, grains);
        if (problem is not null)
            yield return key.Broken(DiagnosticCode.WrongValue, $"{what}: {problem}", text.At);
        foreach (var grain in items.Select(i => ItemReader.UnknownGrain(i, grains)).OfType<string>().Distinct())
            yield return key.Doubtful($"{what}: '{grain}' is not a granularity", text.At);
    }
}
