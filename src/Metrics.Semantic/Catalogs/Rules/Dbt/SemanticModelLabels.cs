using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>Labels are unique among models, and within a model among its dimensions, its entities and its measures.</summary>
internal static class SemanticModelLabels
{
    public static IEnumerable<Finding> Check(WrittenManifest written) =>
    [
        .. MetricLabels.Twice(written.Models.Select(m => (m.Label, DefinitionKey.OfModel(m.Name)))),
        .. written.Models.SelectMany(Check),
    ];

    private static IEnumerable<Finding> Check(WrittenModel model) =>
    [
        .. MetricLabels.Twice(model.Dimensions.Select(d => (d.Label, new DefinitionKey(DefinitionKind.Dimension, d.Name, model.Name)))),
        .. MetricLabels.Twice(model.Entities.Select(e => (e.Label, new DefinitionKey(DefinitionKind.Entity, e.Name, model.Name)))),
        .. MetricLabels.Twice(model.Measures.Select(m => (m.Label, new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name)))),
    ];
}
