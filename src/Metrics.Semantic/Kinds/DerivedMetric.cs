using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Kinds;

/// <summary>A formula over other metrics.</summary>
public sealed record DerivedMetric : Metric
{
    /// <summary>The formula.</summary>
    public required Expressions.Formula Formula { get; init; }

    /// <summary>The metrics its names stand for.</summary>
    public required EquatableList<MetricInput> Inputs { get; init; }

    /// <inheritdoc/>
    public override string Kind => "derived";

    /// <inheritdoc/>
    public override IEnumerable<string> InputMetrics => Inputs.Select(i => i.Metric);

    internal override MetricValue Resolve(MetricScope scope, EquatableList<AuthorFilter> filters)
    {
        var inputs = new Dictionary<string, MetricValue>();
        foreach (var input in Inputs)
        {
            var value = scope.Metric(input.Metric, filters.Concat(input.Filters).ToEquatableList()).Calculable(input.Metric);
            if (!inputs.TryAdd(input.Alias ?? input.Metric, value))
                throw new ResolutionException(new Diagnostic(DiagnosticCode.DuplicateName, $"'{Name}' has two inputs called '{input.Alias ?? input.Metric}'", Location, "give one of them an alias"));
        }

        return FormulaValue.Of(Formula, inputs);
    }
}
