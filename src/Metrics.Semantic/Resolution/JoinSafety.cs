using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolved;

namespace Metrics.Semantic.Resolution;

/// <summary>Checks that joins keep every row of a fact exactly once.</summary>
internal static class JoinSafety
{
    /// <summary>The problem of the first join that would count rows more than once, or cannot be made; null when there is none.</summary>
    public static Diagnostic? Check(Catalog catalog, SemanticModel fact, Reachable to)
    {
        foreach (var step in to.Path)
        {
            var target = catalog.ModelOf(step.Model);
            if (step.AsOf is { Length: 0 })
            {
                return new Diagnostic(
                    DiagnosticCode.UnreachableDimension,
                    $"'{to.Name}': rows of '{target.Name}' are valid for a period, and '{fact.Name}' has no time to choose among them by",
                    Hint: "give its measures an agg_time_dimension");
            }

            if (!catalog.KeysDeclared && IsRepeated(target, step))
            {
                return new Diagnostic(
                    DiagnosticCode.UnreachableDimension,
                    $"'{to.Name}' is in '{target.Name}', where one {step.Entity} has a row in every {Partitions(target)}; "
                    + $"joining it would count rows of '{fact.Name}' more than once",
                    Hint: $"ask for metrics of a model that has {Partitions(target)} as a partition too");
            }
        }

        return null;
    }

    /// <summary>The warnings of an answer for joins that the project demands although their keys repeat in the data.</summary>
    public static IEnumerable<string> Warnings(Catalog catalog, EquatableList<JoinStep> path) =>
        from step in path
        where catalog.KeysDeclared
        let target = catalog.ModelOf(step.Model)
        where step.Entity.Length > 0 && (target.Entities.First(e => e.Name == step.Entity).Repeats || IsRepeated(target, step))
        select $"'{step.Entity}' is declared unique in '{target.Name}' but has duplicates there; "
            + $"rows joined to it may be counted more than once";

    private static bool IsRepeated(SemanticModel target, JoinStep step) =>
        step.Entity.Length > 0 && target.Entities.First(e => e.Name == step.Entity).IsPerPartition
        && target.Dimensions.Any(d => d.IsPartition && step.Partitions.All(p => p.Dimension != d.Name));

    private static string Partitions(SemanticModel model) =>
        string.Join(" and ", model.Dimensions.Where(d => d.IsPartition).Select(d => d.Name));
}
