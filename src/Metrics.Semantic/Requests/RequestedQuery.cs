using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Requests;

/// <summary>A question as it came over REST, with how its answer should look.</summary>
/// <param name="Query">The question; its page not yet applied.</param>
public sealed record RequestedQuery(MetricQuery Query)
{
    /// <summary>The representation asked for by <c>format=</c>, as written; null leaves it to <c>Accept</c>.</summary>
    public string? Format { get; init; }

    /// <summary>How numbers travel in JSON.</summary>
    public NumberForm Numbers { get; init; }

    /// <summary>How rows travel in JSON.</summary>
    public RowLayout Layout { get; init; }

    /// <summary>The publication the answer must have seen at least.</summary>
    public long? MinDataVersion { get; init; }

    /// <summary>True when the time range means something else later on: <c>last 28 days</c>.</summary>
    public bool IsRelative { get; init; }

    /// <summary>The token of the page asked for; null for the first.</summary>
    public string? Page { get; init; }

    /// <summary>The question of that page: with the offset and the versions that its token pins.</summary>
    public Outcome<MetricQuery> AtPage() => Page is null ? Outcome<MetricQuery>.Of(Query) : PageToken.Decode(Page, Query, IsRelative);
}

/// <summary>How numbers travel in JSON.</summary>
public enum NumberForm
{
    /// <summary>As JSON numbers with every digit.</summary>
    Number,

    /// <summary>As strings, for clients whose numbers are doubles.</summary>
    String,
}

/// <summary>How rows travel in JSON.</summary>
public enum RowLayout
{
    /// <summary>Each row a list of values.</summary>
    Arrays,

    /// <summary>Each row an object by column.</summary>
    Objects,
}
