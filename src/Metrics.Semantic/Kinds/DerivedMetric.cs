using Metrics.Domain.Results;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using Metrics.Semantic.Resolution;

namespace Metrics.Semantic.Kinds;

/// <summary>A formula over other metrics.</summary>
public sealed record DerivedMetric : Metric
{
    /// <summary>The formula; null when it is SQL beyond our grammar, which is projected as written.</summary>
    public required Formula? Formula { get; init; }

    /// <summary>The formula as its author wrote it.</summary>
    public required string Expr { get; init; }

    /// <summary>
    /// For a formula that is projected as written or has inputs that are no numbers, the type that the engine gives it; null when it is
    /// not known.
    /// </summary>
    public DataType? Type { get; init; }

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
            if (input.OffsetWindow is not null || input.OffsetToGrain is not null)
                throw scope.IsByTime(input.Metric) ? MetricScope.NotYet(this, "an input at another time") : MetricScope.NeedsTime(this, "an input at another time");
            var value = scope.Metric(input.Metric, filters.Concat(input.Filters).ToEquatableList());
            if (!inputs.TryAdd(input.Name, value))
                throw new ResolutionException(new Diagnostic(DiagnosticCode.DuplicateName, $"'{Name}' has two inputs called '{input.Name}'", Location, "give one of them an alias"));
        }

        // Our grammar calculates with numbers; what SQL does with a text or a date is the author's business, where its type is known.
        if (Formula is null || (Type is not null && !inputs.Values.All(v => v.IsNumber)))
            return FormulaValue.AsWritten(Expr, inputs, Type);
        return FormulaValue.Of(Formula, Inputs.ToDictionary(i => i.Name, i => inputs[i.Name].Calculable(i.Metric)));
    }
}
