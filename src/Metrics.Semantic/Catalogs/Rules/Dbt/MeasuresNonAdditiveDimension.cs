using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>
/// A measure's non-additive dimension is a time of its model with the grain of the measure's own time; its groupings are entities there.
/// </summary>
internal static class MeasuresNonAdditiveDimension
{
    public static IEnumerable<Finding> Check(WrittenManifest written) =>
        written.Models.SelectMany(model => model.Measures.SelectMany(m => Check(
        new DefinitionKey(DefinitionKind.Measure, m.Name, model.Name), model, m.NonAdditive, m.TimeDimension ?? model.DefaultTimeDimension,
        m.Location)));

    public static IEnumerable<Finding> Check(
        DefinitionKey key, WrittenModel model, WrittenNonAdditive? along, Word? time, SourceLocation at)
    {
        if (along is null)
            yield break;
        if (time is null)
        {
            yield return key.Broken(DiagnosticCode.MissingKey, "has no agg_time_dimension", at);
            yield break;
        }

        var own = model.Dimensions.FirstOrDefault(d => d.Name == time.Text);
        if (own is null)
        {
            yield return key.Broken(
                DiagnosticCode.UnknownName, $"'{model.Name}' has no dimension '{time}'", time.At, near: Near(time, model));
            yield break;
        }

        foreach (var finding in Check(key, model, along, own))
            yield return finding;
    }

    private static IEnumerable<Finding> Check(DefinitionKey key, WrittenModel model, WrittenNonAdditive along, WrittenDimension own)
    {
        var dimension = model.Dimensions.FirstOrDefault(d => d.Name == along.Name.Text);
        if (dimension is null)
            yield return key.Broken(
                DiagnosticCode.UnknownName, $"non_additive_dimension: '{model.Name}' has no dimension '{along.Name}'",
                along.Name.At, near: Near(along.Name, model));
        else if (!dimension.IsTime)
            yield return key.Broken(
                DiagnosticCode.WrongValue, $"non_additive_dimension: '{along.Name}' is not a time dimension", along.Name.At);
        if (dimension is { HasTypeParams: true } && own.HasTypeParams && dimension.Grain != own.Grain)
        {
            yield return key.Broken(
                DiagnosticCode.WrongValue,
                $"non_additive_dimension: '{along.Name}' has {Word(dimension)}, but its agg_time_dimension '{own.Name}' has "
                + $"{Word(own)}", along.Name.At,
                "both need the same grain");
        }

        if (along.Choice is not (Aggregation.Min or Aggregation.Max))
            yield return key.Broken(DiagnosticCode.WrongValue, "non_additive_dimension: window_choice must be min or max", along.Name.At);
        foreach (var grouping in along.Groupings.Where(g => model.Entities.All(e => e.Name != g.Text)))
        {
            yield return key.Broken(
                DiagnosticCode.UnknownName,
                $"non_additive_dimension: '{model.Name}' has no entity '{grouping}' for window_groupings", grouping.At,
                near: NearestNames.To(grouping.Text, model.Entities.Select(e => e.Name)));
        }
    }

    private static Domain.EquatableList<string> Near(Word name, WrittenModel model) =>
        NearestNames.To(name.Text, model.Dimensions.Select(d => d.Name));

    private static string Word(WrittenDimension dimension) =>
        dimension.Grain is { } grain ? $"the grain {grain.ToString().ToLowerInvariant()}" : "no grain";
}
