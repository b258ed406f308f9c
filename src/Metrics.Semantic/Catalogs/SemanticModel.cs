using Metrics.Domain.Querying;
using Metrics.Domain.Results;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Time;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Catalogs;

/// <summary>
/// A table with the meaning of its columns: entities to join by, dimensions to group by, measures to aggregate. As in dbt's YAML.
/// </summary>
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

    /// <summary>The table's place, when the definition names one (<c>node_relation</c>) rather than a model of the project.</summary>
    public NodeRelation? Relation { get; init; }

    /// <summary>The pack its file is in.</summary>
    public required string Pack { get; init; }

    /// <summary>The time dimension of measures that name none (<c>defaults: agg_time_dimension</c>).</summary>
    public string? DefaultTimeDimension { get; init; }

    /// <summary>The entities of its rows.</summary>
    public required EquatableList<Entity> Entities { get; init; }

    /// <summary>What its rows can be grouped by.</summary>
    public required EquatableList<Dimension> Dimensions { get; init; }

    /// <summary>What its rows can be aggregated to, including the aggregations that metrics define themselves.</summary>
    public required EquatableList<Measure> Measures { get; init; }

    /// <summary>
    /// The entity that prefixes local dimensions when none of <see cref="Entities"/> is primary (dbt's <c>primary_entity</c>).
    /// </summary>
    public string? PrimaryEntityName { get; init; }

    /// <summary>The zone that its timestamps without zone are in.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The author's settings under <c>config.meta</c>, but not those this project reads, as JSON; null if none.</summary>
    public string? Meta { get; init; }

    /// <summary>Which of its rows and columns a caller may see.</summary>
    public EquatableList<Policy> Policies { get; init; }

    /// <summary>Where it is defined.</summary>
    public required SourceLocation Location { get; init; }

    /// <summary>The entity that prefixes its dimensions: <c>transaction__status</c>; null when it has none.</summary>
    public string? PrimaryEntity => Entities.FirstOrDefault(e => e.Kind == EntityKind.Primary)?.Name ?? PrimaryEntityName;

    /// <summary>The start and end of the period in which a row is valid; null when rows are always valid.</summary>
    public (Dimension Start, Dimension End)? Validity =>
        Dimensions.FirstOrDefault(d => d.IsValidityStart) is { } start && Dimensions.FirstOrDefault(d => d.IsValidityEnd) is { } end
            ? (start, end) : null;

    /// <summary>True when an entity finds at most one of its rows, so that joining to it by that entity multiplies nothing.</summary>
    public bool IsUniqueBy(string entity) => Entities.Any(e => e.Name == entity && (e.Kind is EntityKind.Primary or EntityKind.Unique));
}

/// <summary>How an entity relates to the rows of its model.</summary>
public enum EntityKind
{
    /// <summary>One row for each key, and every row has a key.</summary>
    Primary,

    /// <summary>One row for each key; null is allowed.</summary>
    Unique,

    /// <summary>Many rows may share it.</summary>
    Foreign,

    /// <summary>Identifies a thing over time; the rows of its versions share the key.</summary>
    Natural,
}

/// <summary>A thing that rows are about and that models are joined by: <c>store</c>, by <c>store_id</c>.</summary>
/// <param name="Name">Its name; two models that use the same one can be joined.</param>
/// <param name="Kind">How it relates to the rows of this model.</param>
/// <param name="Expr">The author's SQL for its key; the name itself by default.</param>
/// <param name="DataType">The key's type; unknown until the catalog is bound to tables.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record Entity(string Name, EntityKind Kind, string Expr, DataType DataType, SourceLocation Location)
{
    /// <summary>True when it finds one row in every partition, so that joining to it must agree on the partition too.</summary>
    public bool IsPerPartition { get; init; }

    /// <summary>True when the data repeat its declared keys and the project trusts declarations; answers that join by it warn.</summary>
    public bool Repeats { get; init; }

    /// <summary>For people.</summary>
    public string? Label { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>The author's settings under <c>config.meta</c>, but not those this project reads, as JSON; null if none.</summary>
    public string? Meta { get; init; }
}

/// <summary>Something that rows can be grouped by: a column, or the author's SQL over one row.</summary>
/// <param name="Name">Without the entity: <c>country</c>.</param>
/// <param name="Grain">For time dimensions, how fine its values are; null for categorical ones.</param>
/// <param name="Expr">The author's SQL; the name itself by default.</param>
/// <param name="DataType">The type as it is stored; unknown until bound.</param>
/// <param name="Type">The type of its values in answers; a timestamp if it is a time dimension finer than a day.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record Dimension(
    string Name, Grain? Grain, string Expr, DataType DataType, ValueType Type, string? Label, string? Description, SourceLocation Location)
{
    /// <summary>True for time dimensions.</summary>
    public bool IsTime => Grain is not null;

    /// <summary>True when the table is partitioned by it: joined models that have it too must agree on it.</summary>
    public bool IsPartition { get; init; }

    /// <summary>True when a row is valid from this time on (<c>validity_params: is_start</c>).</summary>
    public bool IsValidityStart { get; init; }

    /// <summary>True when a row is valid until just before this time, or without end if null (<c>validity_params: is_end</c>).</summary>
    public bool IsValidityEnd { get; init; }

    /// <summary>The author's settings under <c>config.meta</c>, but not those this project reads, as JSON; null if none.</summary>
    public string? Meta { get; init; }
}

/// <summary>A value aggregated from a model's rows.</summary>
/// <param name="Name">Unique across models.</param>
/// <param name="Aggregation">How rows are aggregated.</param>
/// <param name="Expr">The author's SQL over one row; <c>1</c> counts rows.</param>
/// <param name="DataType">The expression's type; unknown until bound.</param>
/// <param name="TimeDimension">The time dimension that is <c>metric_time</c> for it; null when it has none.</param>
/// <param name="Currency">A currency it is always in, such as <c>EUR</c>.</param>
/// <param name="CurrencyDimension">Or the dimension with each row's currency; then sums over several currencies are refused.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record Measure(
    string Name,
    Aggregation Aggregation,
    string Expr,
    DataType DataType,
    string? TimeDimension,
    string? Currency,
    string? CurrencyDimension,
    string? Label,
    string? Description,
    SourceLocation Location)
{
    /// <summary>For percentiles, the share of values below: 0.95.</summary>
    public double? Percentile { get; init; }

    /// <summary>For percentiles, true to take a value of the data rather than interpolate between two.</summary>
    public bool IsDiscrete { get; init; }

    /// <summary>For percentiles, true when an approximation is good enough; an exact value is always allowed.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>The time along which it may not be summed; null when it may be summed along any.</summary>
    public NonAdditiveDimension? NonAdditive { get; init; }

    /// <summary>True when it is a metric's own aggregation, not one of the model's <c>measures:</c>.</summary>
    public bool IsOfMetric { get; init; }

    /// <summary>The author's settings under <c>config.meta</c>, but not those this project reads, as JSON; null if none.</summary>
    public string? Meta { get; init; }
}
