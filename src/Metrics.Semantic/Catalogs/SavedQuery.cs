using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Domain.Time;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Catalogs;

/// <summary>A question with a name and a stable URL.</summary>
/// <param name="Name">Unique across packs.</param>
/// <param name="Label">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Pack">The pack its file is in.</param>
/// <param name="Query">
/// The question, possibly with parameters. It has no time range, because <see cref="TimeRange"/> may be relative to the day it is asked.
/// </param>
/// <param name="AuthorFilters">dbt's <c>where</c>, in the author's SQL; applied in addition to the question's own conditions.</param>
/// <param name="Location">Where it is defined.</param>
public sealed record SavedQuery(
    string Name, string? Label, string? Description, string Pack, MetricQuery Query, EquatableList<AuthorFilter> AuthorFilters,
    SourceLocation Location)
{
    /// <summary>The span of time asked for, as written; null for all time.</summary>
    public SavedTimeRange? TimeRange { get; init; }

    /// <summary>Values that its conditions leave open to the caller.</summary>
    public EquatableList<SavedParameter> Parameters { get; init; }

    /// <summary>Parameters that the caller must give a value for.</summary>
    public IEnumerable<SavedParameter> Needed => Parameters.Where(p => p.Default is null);

    /// <summary>
    /// The question with a value for each parameter: its default, or any valid value. What the question reads does not depend on them.
    /// </summary>
    public MetricQuery Example => Filled(Parameters.ToDictionary(p => p.Name, p => p.Example));

    /// <summary>The question with these values for its parameters.</summary>
    internal MetricQuery Filled(IReadOnlyDictionary<string, FilterValue> values) =>
        Parameters.Count == 0 ? Query : Query with { Where = Query.Where.Select(f => FilterParameters.Fill(f, values)).ToEquatableList() };

    /// <summary>Where dbt writes its result to. This service lists exports but does not write them.</summary>
    public EquatableList<SavedQueryExport> Exports { get; init; }

    /// <summary>The author's settings under <c>config.meta</c>, but not those this project reads, as JSON; null if none.</summary>
    public string? Meta { get; init; }
}

/// <summary>A table or view that dbt writes a saved query's result to.</summary>
/// <param name="Name">The export's name.</param>
/// <param name="ExportAs"><c>table</c> or <c>view</c>; null when not said.</param>
/// <param name="Schema">The schema; null for the deployment's own.</param>
/// <param name="Alias">The relation's name; the export's own when null.</param>
public sealed record SavedQueryExport(string Name, string? ExportAs, string? Schema, string? Alias);

/// <summary>A time range as an author wrote it: words such as <c>last 28 days</c>, or a start and an end.</summary>
public sealed record SavedTimeRange(string? Words, string? Start, string? End)
{
    /// <summary>As one text: the words, or <c>start/end</c>.</summary>
    public override string ToString() => Words ?? $"{Start}/{End}";

    /// <summary>The span it means at a moment, in an IANA zone.</summary>
    public Outcome<ResolvedRange> Resolve(DateTimeOffset now, string timeZone)
    {
        var zone = TimeZoneName.Find(timeZone) ?? TimeZoneInfo.Utc;
        return Words is null ? TimeRangeText.Between(Start, End, zone) : TimeRangeText.Parse(Words, now, zone);
    }
}
