using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>A time dimension has a granularity; from 2027 on dbt refuses one without.</summary>
internal static class TimeDimensionHasGranularity
{
    public static IEnumerable<Finding> Check(WrittenManifest written) =>
        from model in written.Models
        from dimension in model.Dimensions
        where dimension.IsTime && dimension.Grain is null
        let key = new DefinitionKey(DefinitionKind.Dimension, dimension.Name, model.Name)
        select new Finding(
            Breaks: null,
            new Diagnostic(
                DiagnosticCode.RefusedLater, $"{key}: a time dimension needs a granularity, how fine its values are", dimension.Location,
                "type_params: {time_granularity: day}"))
        {
            About = key,
        };
}
