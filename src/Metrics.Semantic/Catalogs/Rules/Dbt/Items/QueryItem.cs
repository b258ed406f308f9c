using Metrics.Domain;

namespace Metrics.Semantic.Catalogs.Rules.Dbt.Items;

/// <summary>The four things that dbt's templates can name.</summary>
internal enum ItemType
{
    Dimension,
    TimeDimension,
    Entity,
    Metric,
}

/// <summary>One call in a template as dbt understands it: <c>TimeDimension('metric_time', 'month')</c>.</summary>
internal sealed record QueryItem(ItemType Type, string Name)
{
    public EquatableList<string> EntityPath { get; init; }

    public EquatableList<string> GroupBy { get; init; }

    public string? Grain { get; init; }

    public string? DatePart { get; init; }

    public bool? Descending { get; init; }

    /// <summary>The name without its entities and its grain.</summary>
    public string Element(IReadOnlyCollection<string> grains) => Type == ItemType.Metric ? Name : DunderName.Of(Name, grains).Element;
}
