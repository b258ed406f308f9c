using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>Dbt's kinds of metrics.</summary>
internal enum WrittenKind
{
    Simple,
    Ratio,
    Derived,
    Cumulative,
    Conversion,
}

/// <summary>A metric as written: every key of every kind, because rules check which go together.</summary>
internal sealed record WrittenMetric(string Name, WrittenKind? Kind, string Pack, SourceLocation Location)
{
    public Word? Label { get; init; }

    public string? Description { get; init; }

    public MetricFacts Facts { get; init; } = MetricFacts.None;

    public string? Currency { get; init; }

    public Word? CurrencyDimension { get; init; }

    public string? Meta { get; init; }

    public EquatableList<Word> Filters { get; init; }

    public Word? TimeGranularity { get; init; }

    public bool IsPrivate { get; init; }

    /// <summary>The place of its parameters, and what messages call it.</summary>
    public Word Params { get; init; } = new($"metric '{Name}'", Location);

    public WrittenMeasureInput? Measure { get; init; }

    public WrittenAggregation? Aggregation { get; init; }

    public Word? Expr { get; init; }

    public long? FillNullsWith { get; init; }

    public bool JoinToTimeSpine { get; init; }

    public WrittenInput? Numerator { get; init; }

    public WrittenInput? Denominator { get; init; }

    /// <summary>Empty when the key is absent.</summary>
    public EquatableList<WrittenInput> Inputs { get; init; }

    /// <summary>The older place for it, outside of <see cref="Cumulative"/>.</summary>
    public WrittenWindow? Window { get; init; }

    /// <summary>The older place for it, outside of <see cref="Cumulative"/>.</summary>
    public Word? GrainToDate { get; init; }

    public WrittenCumulative? Cumulative { get; init; }

    public WrittenConversion? Conversion { get; init; }

    /// <summary>All measures it is computed from, as a manifest lists them; null in files that people write.</summary>
    public EquatableList<WrittenMeasureInput>? InputMeasures { get; init; }
}

/// <summary>A simple metric's own aggregation.</summary>
internal sealed record WrittenAggregation(Word SemanticModel, Aggregation? Aggregation)
{
    public WrittenPercentile? Percentile { get; init; }

    public Word? TimeDimension { get; init; }

    public WrittenNonAdditive? NonAdditive { get; init; }
}

/// <summary>A measure as a metric uses it.</summary>
internal sealed record WrittenMeasureInput(Word Name, Word? Alias, EquatableList<Word> Filters, bool JoinToTimeSpine, long? FillNullsWith)
{
    /// <summary>True when the two are equal but for their places.</summary>
    public bool IsSame(WrittenMeasureInput other) =>
        (Name.Text, Alias?.Text, JoinToTimeSpine, FillNullsWith) == (
            other.Name.Text, other.Alias?.Text, other.JoinToTimeSpine, other.FillNullsWith)
        && Filters.Select(f => f.Text).SequenceEqual(other.Filters.Select(f => f.Text));
}

/// <summary>A metric as another one uses it.</summary>
internal sealed record WrittenInput(Word Name, Word? Alias, EquatableList<Word> Filters)
{
    public WrittenWindow? OffsetWindow { get; init; }

    public Word? OffsetToGrain { get; init; }

    /// <summary>Its name in the formula.</summary>
    public string NameInExpr => Alias?.Text ?? Name.Text;
}

/// <summary>A window: <c>28 days</c>.</summary>
/// <param name="Count">How many.</param>
/// <param name="Grain">The grain's word in lower case, possibly in the plural.</param>
/// <param name="At">Where it is written.</param>
internal sealed record WrittenWindow(int Count, string Grain, SourceLocation At)
{
    public override string ToString() => $"{Count} {Grain}";
}

/// <summary><c>cumulative_type_params</c>.</summary>
internal sealed record WrittenCumulative(
    WrittenWindow? Window, Word? GrainToDate, PeriodAggregation PeriodAggregation, WrittenInput? Metric);

/// <summary><c>conversion_type_params</c>.</summary>
internal sealed record WrittenConversion(Word Entity)
{
    public WrittenMeasureInput? BaseMeasure { get; init; }

    public WrittenInput? BaseMetric { get; init; }

    public WrittenMeasureInput? ConversionMeasure { get; init; }

    public WrittenInput? ConversionMetric { get; init; }

    public bool IsCount { get; init; }

    public WrittenWindow? Window { get; init; }

    public EquatableList<(Word Base, Word Conversion)> ConstantProperties { get; init; }
}
