namespace Metrics.Domain.Querying;

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

    /// <summary>Distinct values.</summary>
    CountDistinct,

    /// <summary>Mean.</summary>
    Average,

    /// <summary>Middle value, interpolated.</summary>
    Median,

    /// <summary>Rows where the expression is true.</summary>
    SumBoolean,

    /// <summary>The value below which a share of the rows lies; each measure declares its share.</summary>
    Percentile,
}
