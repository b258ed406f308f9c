using System.Globalization;
using Metrics.Domain;
using Metrics.Domain.Refreshing;
using Metrics.Semantic.Publications;

namespace Metrics.Semantic.Answers;

/// <summary>What the tables behind an answer make it worth.</summary>
internal static class AnswerMetas
{
    public static AnswerMeta Of(PublicationSnapshot snapshot, EquatableList<PublishedTable> tables, bool confirmed, IEnumerable<string> warnings, string? next)
    {
        var rejected = tables
            .SelectMany(t => t.Rejected)
            .Distinct()
            .OrderBy(r => r.Table, StringComparer.Ordinal)
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Rejected:N0} of {r.Rows:N0} rows of {r.Table} were rejected"));
        var version = tables.Count == 0 ? 0 : tables.Max(t => t.Publication);
        return new AnswerMeta(
            tables.Select(t => t.AsOf).Where(t => t is not null).Min(),
            version.ToString(CultureInfo.InvariantCulture),
            Degradation.Of(snapshot, tables.Select(t => t.Model)).Reasons,
            confirmed,
            rejected.Concat(warnings).ToEquatableList(),
            next);
    }
}
