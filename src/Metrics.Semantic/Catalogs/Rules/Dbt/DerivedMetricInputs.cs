using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs.Definitions;
using Metrics.Semantic.Catalogs.Written;

namespace Metrics.Semantic.Catalogs.Rules.Dbt;

/// <summary>
/// The inputs of a derived metric exist, have different names, are shifted in time in at most one way, and are used in its formula.
/// </summary>
internal static class DerivedMetricInputs
{
    public static IEnumerable<Finding> Check(WrittenManifest written)
    {
        var known = written.MetricNames;
        var grains = new GrainWords(written);
        return
        [
            .. written.Metrics.Where(m => m.Kind == WrittenKind.Derived)
                .SelectMany(m => Inputs(m, known).Concat(Aliases(m)).Concat(Expr(m))),
            .. written.Metrics.SelectMany(m => m.Inputs.SelectMany(i => Offsets(DefinitionKey.OfMetric(m.Name), i, grains))),
        ];
    }

    private static IEnumerable<Finding> Inputs(WrittenMetric metric, HashSet<string> known)
    {
        var key = DefinitionKey.OfMetric(metric.Name);
        if (metric.Inputs.Count == 0)
            yield return key.Broken(
                DiagnosticCode.MissingKey, "a derived metric needs the metrics it is computed from", metric.Params.At, "metrics: [a, b]");
        foreach (var input in metric.Inputs.Where(i => !known.Contains(i.Name.Text)))
            yield return key.Broken(
                DiagnosticCode.UnknownName, $"there is no metric '{input.Name}'", input.Name.At,
                near: NearestNames.To(input.Name.Text, known));
    }

    private static IEnumerable<Finding> Aliases(WrittenMetric metric)
    {
        var key = DefinitionKey.OfMetric(metric.Name);
        var used = metric.Inputs.Select(i => i.Name.Text).ToHashSet();
        foreach (var alias in metric.Inputs.Select(i => i.Alias).OfType<Word>())
        {
            foreach (var wrong in ValidName.Problems(alias.Text))
                yield return key.Broken(DiagnosticCode.InvalidName, wrong, alias.At);
            if (!used.Add(alias.Text))
                yield return key.Broken(
                    DiagnosticCode.DuplicateName, $"the alias '{alias}' is in use already", alias.At, "give each input a distinct name");
        }
    }

    private static IEnumerable<Finding> Offsets(DefinitionKey key, WrittenInput input, GrainWords grains)
    {
        if (input.OffsetWindow is { } window && !grains.IsKnown(window.Grain))
            yield return key.Broken(
                DiagnosticCode.WrongValue, $"'{window.Grain}' of the offset_window '{window}' is not a granularity", window.At,
                near: grains.Near(window.Grain));
        if (input.OffsetToGrain is { } grain && Domain.Time.Grains.Find(grain.Text) is null)
            yield return key.Broken(
                DiagnosticCode.WrongValue, $"offset_to_grain '{grain}' is not a standard granularity", grain.At,
                near: grains.Near(grain.Text));
        if (input is { OffsetWindow: not null, OffsetToGrain: { } both })
            yield return key.Broken(
                DiagnosticCode.WrongValue, $"the input '{input.Name}' has both offset_window and offset_to_grain", both.At, "one of them");
    }

    private static IEnumerable<Finding> Expr(WrittenMetric metric)
    {
        var key = DefinitionKey.OfMetric(metric.Name);
        if (string.IsNullOrEmpty(metric.Expr?.Text))
            return [key.Doubtful("a derived metric needs an expr over all its inputs", metric.Params.At)];
        return metric.Inputs.Where(i => !metric.Expr.Text.Contains(i.NameInExpr, StringComparison.Ordinal))
            .Select(i => key.Doubtful($"the input '{i.NameInExpr}' is not used in expr '{metric.Expr}'", i.Name.At, "leave it out"));
    }
}
