using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>What a name that a definition uses must refer to.</summary>
internal enum UseOf
{
    /// <summary>A measure of any model.</summary>
    Measure,

    /// <summary>A metric.</summary>
    Metric,

    /// <summary>An entity of the using definition's model.</summary>
    OwnEntity,

    /// <summary>A dimension of the using definition's model.</summary>
    OwnDimension,

    /// <summary>Anything to group by: <c>store__country</c>, <c>store</c>, <c>metric_time__month</c>.</summary>
    GroupBy,

    /// <summary>A metric, or anything to group by.</summary>
    Any,
}

/// <summary>One definition's use of another, by which dependents are found when something is left out.</summary>
internal sealed record Use(DefinitionKey By, UseOf What, string Name, SourceLocation At, string? Model = null)
{
    /// <summary>What to write if the name is unknown and may be a text; null if it cannot be one.</summary>
    public UnquotedHint? Hint { get; init; }
}

/// <summary>A problem and the definition it makes unusable; null when it breaks none, or when that definition is not known.</summary>
internal sealed record Finding(DefinitionKey? Breaks, Diagnostic Diagnostic)
{
    /// <summary>The definition that it is about, broken by it or not.</summary>
    public DefinitionKey? About { get; init; } = Breaks;

    /// <summary>The rule of dbt that reports it; null for this project's own rules.</summary>
    public string? Rule { get; init; }
}
