using System.Globalization;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Requests;

namespace Metrics.Refresh.DataTests;

/// <summary>A known answer: a metric's value under given conditions, asked as any caller would ask, lies within bounds.</summary>
internal sealed record GoldenTest
{
    public required string Name { get; init; }

    /// <summary>The pack that declares it.</summary>
    public required string Pack { get; init; }

    public required string Metric { get; init; }

    /// <summary>The question, in the form that the API takes.</summary>
    public required string Question { get; init; }

    public required decimal? AtLeast { get; init; }

    public required decimal? AtMost { get; init; }

    public required TestSeverity Severity { get; init; }

    public required SourceLocation Location { get; init; }

    /// <summary>The question as asked at a moment, on which words such as <c>last 28 days</c> depend.</summary>
    public Outcome<MetricQuery> Ask(DateTimeOffset now)
    {
        var read = QueryJson.Read(System.Text.Encoding.UTF8.GetBytes(Question), now);
        return read.Succeeded(out var requested) ? Outcome<MetricQuery>.Of(requested.Query)
            : Outcome<MetricQuery>.Refused(read.Diagnostics);
    }

    /// <summary>What is wrong with a value; null when it is within bounds. A missing value never is.</summary>
    public string? Judge(decimal? value)
    {
        if (value is { } number && !(number < AtLeast) && !(number > AtMost))
            return null;
        var found = value is { } known ? known.ToString(CultureInfo.InvariantCulture) : "nothing";
        return string.Create(CultureInfo.InvariantCulture, $"{Metric} is {found}, not {Bounds}");
    }

    private string Bounds => (AtLeast, AtMost) switch
    {
        ({ } least, { } most) when least == most => least.ToString(CultureInfo.InvariantCulture),
        ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $"between {least} and {most}"),
        ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $"at least {least}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"at most {AtMost}"),
    };
}
