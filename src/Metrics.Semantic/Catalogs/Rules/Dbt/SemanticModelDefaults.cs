using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A model's default time is one of its time dimensions.</summary>
internal static class SemanticModelDefaults
{
    public static IEnumerable<Finding> Check(WrittenManifest written) => written.Models
        .Where(m => m.DefaultTimeDimension is { } time && m.TimeDimension(time.Text) is null)
        .Select(m => DefinitionKey.OfModel(m.Name).Broken(
            DiagnosticCode.UnknownName, $"its default agg_time_dimension '{m.DefaultTimeDimension}' is not a time dimension of it",
            m.DefaultTimeDimension!.At,
            near: NearestNames.To(m.DefaultTimeDimension.Text, m.Dimensions.Where(d => d.IsTime).Select(d => d.Name))));
}
