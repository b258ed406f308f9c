using System.Text.Json.Nodes;

namespace Metrics.Api.Formats;

/// <summary>An answer; written straight from its columns, so this is only its description.</summary>
/// <param name="Columns">Group-by columns first, then metrics.</param>
/// <param name="Rows">The rows: lists in the order of columns, or with layout=objects objects by column name.</param>
/// <param name="Meta">What the answer is worth.</param>
internal sealed record AnswerShape(IReadOnlyList<ColumnShape> Columns, IReadOnlyList<JsonNode> Rows, MetaShape Meta);

/// <summary>A column of an answer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">string, boolean, integer, decimal, double, date, timestamp or json.</param>
/// <param name="Role">dimension, entity, time or metric.</param>
/// <param name="Unit">The unit of its numbers; left out when there is none.</param>
/// <param name="Format">How to show its numbers, such as percent; left out when there is none.</param>
/// <param name="Label">A name for people; left out when there is none.</param>
internal sealed record ColumnShape(string Name, string Type, string Role, string? Unit, string? Format, string? Label);

/// <summary>What an answer is worth.</summary>
/// <param name="RowCount">The number of rows.</param>
/// <param name="Limited">True when limit cut rows off.</param>
/// <param name="Next">The token to pass as page for the rows after these; null at the end.</param>
/// <param name="AsOf">The oldest source extraction behind it; null when no source is.</param>
/// <param name="DataVersion">The highest publication among the tables it touched.</param>
/// <param name="Degraded">True when it is older or less consistent than it should be.</param>
/// <param name="DegradedReasons">Why it is degraded.</param>
/// <param name="Freshness">confirmed, or unconfirmed when something newer may have been published without being seen.</param>
/// <param name="Warnings">Rejected rows behind it, partial buckets, and the like.</param>
internal sealed record MetaShape(
    int RowCount, bool Limited, string? Next, DateTimeOffset? AsOf, string DataVersion, bool Degraded,
    IReadOnlyList<ReasonShape> DegradedReasons,
    string Freshness, IReadOnlyList<string> Warnings);

/// <summary>Why an answer is not what it should be.</summary>
/// <param name="Code">torn, catalog, source_failed, build_failed, test_failed, skipped or withheld.</param>
/// <param name="Table">The table concerned.</param>
/// <param name="Detail">A sentence for people.</param>
internal sealed record ReasonShape(string Code, string Table, string Detail);
