using System.Globalization;
using Metrics.Answering.Answers;
using Metrics.Api.Formats;

namespace Metrics.Api.Doors.Rest.Queries;

/// <summary>How a question would be answered.</summary>
/// <param name="Resolved">The question with every name settled.</param>
/// <param name="Plan">The plan as a tree.</param>
/// <param name="Sql">The statement, with $1 for its first parameter.</param>
/// <param name="Parameters">What travels beside it, in order.</param>
/// <param name="Tables">The tables it reads, at which version.</param>
/// <param name="Cache">Whether its answer is kept already.</param>
/// <param name="Meta">What the answer would say of itself, as far as that is known without its rows.</param>
/// <param name="Engine">Which engine would be asked.</param>
internal sealed record ExplainAnswer(
    string Resolved, string Plan, string Sql, IReadOnlyList<ExplainedParameter> Parameters, IReadOnlyList<ExplainedTable> Tables,
    ExplainedCache Cache, ExplainedMeta Meta, ExplainedEngine Engine)
{
    public static ExplainAnswer Of(Explanation explained) => new(
        explained.Resolved,
        explained.Plan,
        explained.Statement.Text,
        [.. explained.Statement.Parameters.Select(p =>
            new ExplainedParameter(Convert.ToString(p.Value, CultureInfo.InvariantCulture) ?? "", p.SqlType))],
        [.. explained.Tables.Select(t => new ExplainedTable(t.Model, t.Version, t.Publication, t.Relation))],
        new ExplainedCache(explained.Key, explained.Cached),
        ExplainedMeta.Of(explained.Meta),
        new ExplainedEngine(explained.Engine.Name, explained.Engine.OnlyBecause));
}

/// <summary>The engine that a question is asked of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="OnlyBecause">
/// What in the question is known to mean the same to that engine alone, such as to_char; null when a columnar copy of the tables could be
/// asked as well, and for callers to whom a policy applies.
/// </param>
internal sealed record ExplainedEngine(string Name, string? OnlyBecause);

/// <summary>A value on its way beside the SQL.</summary>
/// <param name="Value">The value.</param>
/// <param name="Type">The type the engine takes it as.</param>
internal sealed record ExplainedParameter(string Value, string Type);

/// <summary>A table at a version.</summary>
/// <param name="Table">The table.</param>
/// <param name="Version">Its version.</param>
/// <param name="Publication">The publication that moved it there.</param>
/// <param name="Relation">The relation that holds that version.</param>
internal sealed record ExplainedTable(string Table, long Version, long Publication, string Relation);

/// <summary>What the cache has.</summary>
/// <param name="Key">The key the answer is kept under; null for callers to whom a policy may apply.</param>
/// <param name="Hit">True when it is kept now.</param>
internal sealed record ExplainedCache(string? Key, bool Hit);

/// <summary>What the answer would be worth.</summary>
/// <param name="AsOf">The oldest source extraction behind it.</param>
/// <param name="DataVersion">The highest publication among the tables.</param>
/// <param name="Degraded">True when it is older or less consistent than it should be.</param>
/// <param name="DegradedReasons">Why.</param>
/// <param name="Freshness">confirmed or unconfirmed.</param>
/// <param name="Warnings">What to look at.</param>
internal sealed record ExplainedMeta(
    DateTimeOffset? AsOf, string DataVersion, bool Degraded, IReadOnlyList<ReasonShape> DegradedReasons, string Freshness,
        IReadOnlyList<string> Warnings)
{
    public static ExplainedMeta Of(AnswerMeta meta) => new(
        meta.AsOf, meta.DataVersion, meta.Degraded.Count > 0, [.. meta.Degraded.Select(r => new ReasonShape(r.Code, r.Table, r.Detail))],
        meta.Confirmed ? "confirmed" : "unconfirmed", [.. meta.Warnings]);
}
