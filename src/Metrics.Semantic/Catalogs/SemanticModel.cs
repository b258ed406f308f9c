using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs;

/// <summary>A table with what its columns mean: entities to join by, dimensions to cut by, measures to aggregate. As in dbt's YAML.</summary>
public sealed record SemanticModel
{
    /// <summary>Unique across packs.</summary>
    public required string Name { get; init; }

    /// <summary>For people.</summary>
    public string? Label { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The published model it reads: the <c>x</c> of <c>model: ref('x')</c>.</summary>
    public required string Table { get; init; }

    /// <summary>The pack its file is in.</summary>
    public required string Pack { get; init; }

    /// <summary>The entities of its rows.</summary>
    public required EquatableList<Entity> Entities { get; init; }

    /// <summary>What its rows can be cut by.</summary>
    public required EquatableList<Dimension> Dimensions { get; init; }

    /// <summary>What its rows can be aggregated to.</summary>
    public required EquatableList<Measure> Measures { get; init; }

    /// <summary>The entity local dimensions are named by when no primary one is among <see cref="Entities"/> (dbt's <c>primary_entity</c>).</summary>
    public string? PrimaryEntityName { get; init; }

    /// <summary>The zone that its timestamps without zone are in.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The name its own dimensions are prefixed with: <c>transaction__status</c>; null when it has no primary entity.</summary>
    public string? PrimaryEntity => Entities.FirstOrDefault(e => e.Kind == EntityKind.Primary)?.Name ?? PrimaryEntityName;

    /// <summary>True when an entity names at most one of its rows, so that joining to it by that entity multiplies nothing.</summary>
    public bool IsUniqueBy(string entity) => Entities.Any(e => e.Name == entity && (e.Kind is EntityKind.Primary or EntityKind.Unique));
}

/// <summary>What an entity is to the rows of its model.</summary>
public enum EntityKind
{
    /// <summary>One row each, every row.</summary>
    Primary,

    /// <summary>One row each, null allowed.</summary>
    Unique,

    /// <summary>Many rows may share it.</summary>
    Foreign,

    /// <summary>Names the thing over time; versions of it share the key.</summary>
    Natural,
}

/// <summary>A thing that rows are about and joins follow: <c>store</c>, by <c>store_id</c>.</summary>
/// <param name="Name">The entity; the same word in two models joins them.</param>
/// <param name="Kind">What it is to the rows here.</param>
/// <param name="Expr">The author's SQL for its key; the name itself by default.</param>
/// <param name="SqlType">The key's type as PostgreSQL prints it; empty until the catalog is bound to tables.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record Entity(string Name, EntityKind Kind, string Expr, string SqlType, SourceLocation Location);

/// <summary>Something rows can be cut by: a column, or the author's SQL over one row.</summary>
/// <param name="Name">Without the entity: <c>country</c>.</param>
/// <param name="Grain">For time dimensions, how fine its values are; null for categorical ones.</param>
/// <param name="Expr">The author's SQL; the name itself by default.</param>
/// <param name="SqlType">The type as PostgreSQL prints it; empty until bound.</param>
/// <param name="Type">The type of its values in answers; of a time dimension finer than a day, a timestamp.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record Dimension(string Name, Grain? Grain, string Expr, string SqlType, ValueType Type, string? Label, string? Description, SourceLocation Location)
{
    /// <summary>True for time dimensions.</summary>
    public bool IsTime => Grain is not null;
}

/// <summary>How a measure's rows become one number.</summary>
public enum Aggregation
{
    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Smallest.</summary>
    Min,

    /// <summary>Largest.</summary>
    Max,

    /// <summary>Rows where the expression is not null.</summary>
    Count,

    /// <summary>Different values.</summary>
    CountDistinct,

    /// <summary>Mean.</summary>
    Average,

    /// <summary>Middle value, interpolated.</summary>
    Median,

    /// <summary>Rows where the expression is true.</summary>
    SumBoolean,
}

/// <summary>What can be aggregated of a model's rows.</summary>
/// <param name="Name">Unique across models.</param>
/// <param name="Aggregation">How.</param>
/// <param name="Expr">The author's SQL over one row; <c>1</c> counts rows.</param>
/// <param name="SqlType">The expression's type as PostgreSQL prints it; empty until bound.</param>
/// <param name="TimeDimension">The time dimension that is <c>metric_time</c> for it; null when it has none.</param>
/// <param name="Currency">A currency it is always in, such as <c>EUR</c>.</param>
/// <param name="CurrencyDimension">Or the dimension that says which; then sums over several currencies are refused.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record Measure(
    string Name,
    Aggregation Aggregation,
    string Expr,
    string SqlType,
    string? TimeDimension,
    string? Currency,
    string? CurrencyDimension,
    string? Label,
    string? Description,
    SourceLocation Location);
