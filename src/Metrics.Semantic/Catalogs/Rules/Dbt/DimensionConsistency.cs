using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>Dimensions of one name have the same type in all models, and all are partitions or none is.</summary>
internal static class DimensionConsistency
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var first = new Dictionary<string, (WrittenModel Model, WrittenDimension Dimension)>();
        foreach (var (model, dimension) in written.Models.SelectMany(model => model.Dimensions.Select(d => (model, d))))
        {
            if (first.TryAdd(dimension.Name, (model, dimension)))
                continue;
            var (other, seen) = first[dimension.Name];
            var key = new DefinitionKey(DefinitionKind.Dimension, dimension.Name, model.Name);
            if (seen.IsTime != dimension.IsTime)
                yield return key.Broken(
                    DiagnosticCode.WrongValue, $"is {Type(dimension)}, but {Type(seen)} in '{other.Name}'", dimension.Location,
                    "rename one of them");
            if (seen.IsPartition != dimension.IsPartition)
                yield return key.Broken(
                    DiagnosticCode.WrongValue, $"is {Partition(dimension)}, but {Partition(seen)} in '{other.Name}'", dimension.Location,
                    "rename one of them");
        }
    }

    private static string Type(WrittenDimension dimension) => dimension.IsTime ? "a time" : "categorical";

    private static string Partition(WrittenDimension dimension) => dimension.IsPartition ? "a partition" : "not a partition";
}
