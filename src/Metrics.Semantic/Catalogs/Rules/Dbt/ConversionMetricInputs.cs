using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>
/// A conversion metric counts two kinds of events of one entity. Both exist, can be counted, and have the properties they are matched by.
/// </summary>
internal static class ConversionMetricInputs
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var grains = new GrainWords(written);
        return written.Metrics.Where(m => m.Kind == WrittenKind.Conversion)
            .SelectMany(m => Check(m, DefinitionKey.OfMetric(m.Name), written, grains));
    }

    private static IEnumerable<Finding> Check(WrittenMetric metric, DefinitionKey key, WrittenManifest written, GrainWords grains)
    {
        if (metric.Conversion is not { } conversion)
            return [key.Broken(DiagnosticCode.MissingKey, "a conversion metric needs conversion_type_params", metric.Params.At)];
        var before = new ConversionInput(key, metric, "base", conversion.BaseMeasure, conversion.BaseMetric, written);
        var after = new ConversionInput(key, metric, "conversion", conversion.ConversionMeasure, conversion.ConversionMetric, written);
        IEnumerable<Finding> found = [.. before.Findings(), .. after.Findings()];
        // Nothing more can be checked if an input does not exist.
        return before.Model is null || after.Model is null ? found :
        [
            .. found,
            .. Entity(key, conversion.Entity, "base", before.Model),
            .. Entity(key, conversion.Entity, "conversion", after.Model),
            .. before.Countable(),
            .. after.Countable(),
            .. conversion.Window is { } window && CumulativeMetricParams.CheckWindow(key, window, grains) is { } wrong
                ? [wrong] : Array.Empty<Finding>(),
            .. conversion.ConstantProperties.SelectMany(
                p => Property(key, p.Base, before.Model).Concat(Property(key, p.Conversion, after.Model))),
        ];
    }

    private static IEnumerable<Finding> Entity(DefinitionKey key, Word entity, string side, WrittenModel model) =>
        model.Entities.Any(e => e.Name == entity.Text)
        ? []
        : [key.Broken(
            DiagnosticCode.UnknownName, $"there is no entity '{entity}' in '{model.Name}', where its {side} events are", entity.At,
            near: NearestNames.To(entity.Text, model.Entities.Select(e => e.Name)))];

    private static IEnumerable<Finding> Property(DefinitionKey key, Word property, WrittenModel model)
    {
        var known = model.Entities.Select(e => e.Name).Concat(model.Dimensions.Select(d => d.Name)).ToList();
        return known.Contains(property.Text)
            ? []
            : [key.Broken(
                DiagnosticCode.UnknownName, $"constant_properties: there is no dimension or entity '{property}' in '{model.Name}'",
                property.At, near: NearestNames.To(property.Text, known))];
    }
}
