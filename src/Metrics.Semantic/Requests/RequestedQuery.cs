using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;

namespace Metrics.Semantic.Requests;

/// <summary>A question as it came over REST, and how its answer should look.</summary>
/// <param name="Query">The question, before its page is applied.</param>
public sealed record RequestedQuery(MetricQuery Query)
{
    /// <summary>The representation that <c>format=</c> asks for, as written; null to use <c>Accept</c>.</summary>
    public string? Format { get; init; }

    /// <summary>How numbers are written in JSON.</summary>
    public NumberForm Numbers { get; init; }

    /// <summary>How rows are written in JSON.</summary>
    public RowLayout Layout { get; init; }

    /// <summary>The lowest data version that the answer may have.</summary>
    public long? MinDataVersion { get; init; }

    /// <summary>True when the meaning of the time range changes with the clock: <c>last 28 days</c>.</summary>
    public bool IsRelative { get; init; }

    /// <summary>The token of the page asked for; null for the first.</summary>
    public string? Page { get; init; }

    /// <summary>The question of the page asked for: with the offset and the versions that the token pins.</summary>
    public Outcome<MetricQuery> AtPage() => Page is null ? Outcome<MetricQuery>.Of(Query) : PageToken.Decode(Page, Query, IsRelative);
}

/// <summary>How numbers are written in JSON.</summary>
public enum NumberForm
{
    /// <summary>As JSON numbers with every digit.</summary>
    Number,

    /// <summary>As strings, for clients whose numbers are doubles.</summary>
    String,
}

/// <summary>How rows are written in JSON.</summary>
public enum RowLayout
{
    /// <summary>Each row is a list of values.</summary>
    Arrays,

    /// <summary>Each row is an object by column name.</summary>
    Objects,
}
