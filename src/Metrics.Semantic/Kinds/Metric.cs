using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Kinds;

/// <summary>A number with a name. Each kind is one record in this folder; other assemblies cannot add one.</summary>
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

    /// <summary>Who is responsible for it.</summary>
    public string? Owner { get; init; }

    /// <summary>The unit of its values: <c>EUR</c>, <c>days</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>How to show it: <c>percent</c>.</summary>
    public string? Format { get; init; }

    /// <summary>Why it should no longer be used, and what to use instead; null when it is not deprecated.</summary>
    public string? Deprecated { get; init; }

    /// <summary>Other names that people use for it. Search finds it by them; questions cannot use them.</summary>
    public EquatableList<string> Synonyms { get; init; }

    /// <summary>The pack its file is in.</summary>
    public required string Pack { get; init; }

    /// <summary>Which rows count; all conditions must hold.</summary>
    public EquatableList<AuthorFilter> Filters { get; init; }

    /// <summary>The grain of <c>metric_time</c> when a question names none; null for the data's own grain.</summary>
    public GrainName? TimeGranularity { get; init; }

    /// <summary>True for a metric that exists only as an input of others.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>
    /// The author's settings under <c>config.meta</c> as JSON, without the keys that this project defines; null when there are none.
    /// </summary>
    public string? Meta { get; init; }

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The kind's name: <c>simple</c>, <c>ratio</c>, …</summary>
    public abstract string Kind { get; }

    /// <summary>Metrics it is computed from.</summary>
    public virtual IEnumerable<string> InputMetrics => [];

    /// <summary>Calls the visitor's method for this kind.</summary>
    internal abstract T Accept<T>(MetricVisitor<T> visitor);
}
