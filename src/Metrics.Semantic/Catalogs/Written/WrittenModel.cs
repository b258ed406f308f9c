using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using Metrics.Semantic.Kinds;

namespace Metrics.Semantic.Catalogs.Written;

/// <summary>A semantic model as written.</summary>
internal sealed record WrittenModel(string Name, string Pack, SourceLocation Location)
{
    public Word? Label { get; init; }

    public string? Description { get; init; }

    /// <summary>The published model of <c>ref('x')</c>, or the relation's name.</summary>
    public string Table { get; init; } = "";

    /// <summary>The reference that names the table; null when its place does.</summary>
    public TableRef? Ref { get; init; }

    public NodeRelation? Relation { get; init; }

    /// <summary>The relation as SQL would name it; null when only a <c>ref</c> names it.</summary>
    public string? RelationName { get; init; }

    public Word? DefaultTimeDimension { get; init; }

    public Word? PrimaryEntity { get; init; }

    public EquatableList<WrittenEntity> Entities { get; init; }

    public EquatableList<WrittenDimension> Dimensions { get; init; }

    public EquatableList<WrittenMeasure> Measures { get; init; }

    /// <summary>Metrics of kinds that dbt does not have.</summary>
    public EquatableList<TimeToNthEventMetric> EventMetrics { get; init; }

    /// <summary>Which of its rows and columns a caller may see.</summary>
    public EquatableList<Policy> Policies { get; init; }

    public string TimeZone { get; init; } = "UTC";

    public string? Meta { get; init; }

    /// <summary>The entity that prefixes its dimensions.</summary>
    public string? NamingEntity => PrimaryEntity?.Text ?? Entities.FirstOrDefault(e => e.Kind == EntityKind.Primary)?.Name;

    public WrittenDimension? TimeDimension(string name) => Dimensions.FirstOrDefault(d => d.Name == name && d.IsTime);
}

/// <summary>An entity as written.</summary>
internal sealed record WrittenEntity(string Name, EntityKind Kind, string? Expr, SourceLocation Location)
{
    public Word? Label { get; init; }

    public string? Description { get; init; }

    public string? Meta { get; init; }
}

/// <summary>A dimension as written.</summary>
internal sealed record WrittenDimension(string Name, bool IsTime, string? Expr, SourceLocation Location)
{
    public Word? Label { get; init; }

    public string? Description { get; init; }

    public bool IsPartition { get; init; }

    /// <summary>Null when absent, or not a grain.</summary>
    public Grain? Grain { get; init; }

    public bool HasTypeParams { get; init; }

    public WrittenValidity? Validity { get; init; }

    public string? Meta { get; init; }
}

/// <summary>A dimension's <c>validity_params</c>.</summary>
internal sealed record WrittenValidity(bool IsStart, bool IsEnd);
