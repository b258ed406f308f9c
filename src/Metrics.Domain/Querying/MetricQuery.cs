using Metrics.Domain.Time;

namespace Metrics.Domain.Querying;

/// <summary>
/// A question in the form common to all doors: names as written, values typed, relative dates resolved. REST, GraphQL and saved queries are
/// all translated to it.
/// </summary>
public sealed record MetricQuery
{
    /// <summary>What to compute; empty for the distinct values of the group-by columns.</summary>
    public EquatableList<MetricRequest> Metrics { get; init; }

    /// <summary>What to group by.</summary>
    public EquatableList<GroupByRequest> GroupBy { get; init; }

    /// <summary>Conditions that must all hold, on dimensions or on metrics.</summary>
    public EquatableList<Filter> Where { get; init; }

    /// <summary>The span of <c>metric_time</c>.</summary>
    public TimeWindow? TimeRange { get; init; }

    /// <summary>dbt's form of the span, which is inclusive and widened to whole grains.</summary>
    public TimeConstraint? TimeConstraint { get; init; }

    /// <summary>True for the smallest and the largest value of each group-by, in one row; only without metrics.</summary>
    public bool MinMaxOnly { get; init; }

    /// <summary>False for a row each time that values occur instead of once; only without metrics.</summary>
    public bool ApplyGroupBy { get; init; } = true;

    /// <summary>The IANA zone that days and times are counted in.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The order asked for; ties are ordered by the remaining group-by columns.</summary>
    public EquatableList<OrderItem> OrderBy { get; init; }

    /// <summary>The most rows to return; the only thing that shortens a result.</summary>
    public long? Limit { get; init; }

    /// <summary>Rows to skip first, as asked for or as a page token says.</summary>
    public long Offset { get; init; }

    /// <summary>Versions that a page token pins, by model; empty for what is published now.</summary>
    public EquatableList<PinnedVersion> Pinned { get; init; }
}

/// <summary>A metric asked for: its value or its share of a whole, perhaps under another name.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Alias">The column's name; the metric's own when null.</param>
/// <param name="ShareOf">The whole of which it is a share (a fraction of 1); null for the value itself.</param>
public sealed record MetricRequest(string Name, string? Alias = null, ShareOf? ShareOf = null)
{
    /// <summary>The column's name in the answer.</summary>
    public string Column => Alias ?? Name;
}

/// <summary>
/// The whole that a share is taken of: the total of the rows that agree on these group-by columns; with none it is the grand total.
/// </summary>
public sealed record ShareOf(EquatableList<string> Keep)
{
    /// <summary>The share of everything.</summary>
    public static ShareOf Total { get; } = new(EquatableList<string>.Empty);
}

/// <summary>A dimension, entity or time to group by, as written: <c>store__country</c>, <c>metric_time__month</c>.</summary>
public sealed record GroupByRequest(string Name, string? Alias = null)
{
    /// <summary>The column's name in the answer.</summary>
    public string Column => Alias ?? Name;
}

/// <summary>A column to order by, ascending unless said otherwise; nulls come last either way.</summary>
public sealed record OrderItem(string Name, bool Descending = false);

/// <summary>A table at a version that an earlier page was computed from.</summary>
public sealed record PinnedVersion(string Model, long Version);
