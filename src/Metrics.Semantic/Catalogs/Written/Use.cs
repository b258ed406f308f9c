using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>What a name that one definition uses must be.</summary>
internal enum UseOf
{
    /// <summary>A measure of any model.</summary>
    Measure,

    /// <summary>A metric.</summary>
    Metric,

    /// <summary>An entity of the user's own model.</summary>
    OwnEntity,

    /// <summary>A dimension of the user's own model.</summary>
    OwnDimension,

    /// <summary>What one can group by: <c>store__country</c>, <c>store</c>, <c>metric_time__month</c>.</summary>
    GroupBy,

    /// <summary>A metric, or what one can group by.</summary>
    Any,
}

/// <summary>One definition's mention of another: what dependents are found by when something is left out.</summary>
internal sealed record Use(DefinitionKey By, UseOf What, string Name, SourceLocation At, string? Model = null)
{
    /// <summary>What to write where the name means nothing and may be a text; null where it is none.</summary>
    public UnquotedHint? Hint { get; init; }
}

/// <summary>A problem and the definition it makes unusable; null when no definition could be told.</summary>
internal sealed record Finding(DefinitionKey? Breaks, Diagnostic Diagnostic)
{
    /// <summary>What it is about, whether that is broken by it or not.</summary>
    public DefinitionKey? About { get; init; } = Breaks;

    /// <summary>The rule of dbt's that says so; null when it is ours.</summary>
    public string? Rule { get; init; }
}
