using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>Every measure has a time, its own or its model's default, and that is a time dimension of the model.</summary>
internal static class AggregationTimeDimension
{
    public static IEnumerable<Finding> Check(WrittenManifest written) =>
        written.Models.SelectMany(model => model.Measures.Select(m => Check(model, m))).OfType<Finding>();

    private static Finding? Check(WrittenModel model, WrittenMeasure measure)
    {
        var key = new DefinitionKey(DefinitionKind.Measure, measure.Name, model.Name);
        if ((measure.TimeDimension ?? model.DefaultTimeDimension) is not { } time)
            return key.Broken(
                DiagnosticCode.MissingKey, "has no agg_time_dimension", measure.Location, "here, or under the model's defaults");
        return model.TimeDimension(time.Text) is not null ? null : key.Broken(
            DiagnosticCode.WrongValue, $"'{time}' is not a time dimension of '{model.Name}'", time.At,
            near: NearestNames.To(time.Text, model.Dimensions.Where(d => d.IsTime).Select(d => d.Name)));
    }
}
