using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A model whose rows have a validity period has a start and an end for it, a natural entity, and nothing to aggregate.</summary>
internal static class ValidityWindow
{
    private const string Way = "two time dimensions: one with validity_params {is_start: true}, one with {is_end: true}";

    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Models.SelectMany(Check);

    private static IEnumerable<Finding> Check(WrittenModel model)
    {
        var dimensions = model.Dimensions.Where(d => d.Validity is not null).ToList();
        if (dimensions.Count == 0)
            yield break;
        var key = DefinitionKey.OfModel(model.Name);
        var at = dimensions[0].Location;
        if (dimensions is [{ Validity: { IsStart: true, IsEnd: true } }])
            yield return key.Broken(
                DiagnosticCode.WrongValue, $"'{dimensions[0].Name}' is both beginning and end of the validity", at,
                $"{Way}; the end can be an expr over the same column");
        else if (dimensions.Count != 2)
            yield return key.Broken(
                DiagnosticCode.WrongValue,
                $"{dimensions.Count} dimensions have validity_params: {string.Join(", ", dimensions.Select(d => d.Name))}", at, Way);
        else if (dimensions.Count(d => d.Validity!.IsStart) != 1 || dimensions.Count(d => d.Validity!.IsEnd) != 1)
            yield return key.Broken(
                DiagnosticCode.WrongValue,
                $"'{dimensions[0].Name}' and '{dimensions[1].Name}' do not say which is the beginning of the validity and which the end",
                at, Way);
        if (model.Entities.All(e => e.Kind != EntityKind.Natural))
            yield return key.Broken(
                DiagnosticCode.MissingKey,
                "its rows are valid for a period, so it needs an entity of type natural: the thing that they are versions of",
                model.Location);
        if (model.Entities.FirstOrDefault(e => e.Kind is EntityKind.Primary or EntityKind.Unique) is { } unique)
            yield return key.Broken(
                DiagnosticCode.WrongValue,
                $"its rows are valid for a period, so the entity '{unique.Name}' cannot be {unique.Kind.ToString().ToLowerInvariant()}",
                unique.Location, "make it natural or foreign");
        if (model.Measures.Count > 0)
            yield return key.Broken(
                DiagnosticCode.WrongValue,
                $"its rows are valid for a period, so it cannot have measures, such as '{model.Measures[0].Name}'",
                model.Measures[0].Location);
    }
}
