using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Kinds;

/// <summary>A number with a name. One record a kind, in this folder; nothing outside this assembly can add one.</summary>
public abstract record Metric
{
    private protected Metric()
    {
    }

    /// <summary>Unique across packs.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public string? Label { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>The unit of its values: <c>EUR</c>, <c>days</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>How to show it: <c>percent</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Why it should not be used any more, and what to use instead; null when it may be.</summary>
    public string? Deprecated { get; init; }

    /// <summary>Other words that people have for it; searching finds it by them, questions do not.</summary>
    public EquatableList<string> Synonyms { get; init; }

    /// <summary>The pack its file is in.</summary>
    public required string Pack { get; init; }

    /// <summary>Which rows count; all conditions must hold.</summary>
    public EquatableList<AuthorFilter> Filters { get; init; }

    /// <summary>The grain of <c>metric_time</c> when a question names none; the data's own when null.</summary>
    public GrainName? TimeGranularity { get; init; }

    /// <summary>True for a metric that is only there to be computed with.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>The author's settings under <c>config.meta</c> but for ours, as JSON; null when there are none.</summary>
    public string? Meta { get; init; }

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The kind's word: <c>simple</c>, <c>ratio</c>, …</summary>
    public abstract string Kind { get; }

    /// <summary>Metrics it is computed from.</summary>
    public virtual IEnumerable<string> InputMetrics => [];

    /// <summary>Does what is to be done with this kind.</summary>
    internal abstract T Accept<T>(MetricVisitor<T> visitor);
}
