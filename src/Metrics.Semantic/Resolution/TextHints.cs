using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Says of a name of a question that means nothing how it is written if it is a text, where nothing else explains it and it is compared
/// with what may be a text.
/// </summary>
internal static class TextHints
{
    /// <summary>The problems, with what to write.</summary>
    public static IEnumerable<Diagnostic> On(IReadOnlyCollection<Diagnostic> problems, MetricQuery query, Catalog catalog)
    {
        // What one metric has a name for is explained for all.
        var explained = problems.Where(p => p.Candidates.Count > 0 || p.Hint is not null).Select(p => p.Unknown).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return problems.Select(p => p.Unknown is { } unknown && !explained.Contains(unknown)
            && UnquotedText.Hint(query.Where, unknown) is { } hint && MayBeText(hint, query, catalog)
                ? p with { Hint = hint.Words } : p);
    }

    private static bool MayBeText(UnquotedHint hint, MetricQuery query, Catalog catalog)
    {
        var name = hint.Beside;
        if (name.Kind is NameKind.Metric or NameKind.TimeDimension || name.Cast != TimeCast.None
            || catalog.Metrics.ContainsKey(name.Text) || query.Metrics.Any(m => m.Column == name.Text))
            return false;
        var types = AskedName.Readings(name.Text, catalog).SelectMany(asked => asked.IsMetricTime ? [ValueType.Timestamp]
            : catalog.Models.Values.SelectMany(m => m.Dimensions.Where(d => d.Name == asked.Element).Select(d => d.Type)
                .Concat(m.Entities.Where(e => e.Name == asked.Element).Select(e => e.DataType.Value)))).ToList();
        // Where neither is known, a text stands behind.
        return types.Count == 0 ? !hint.IsBehind : types.Contains(ValueType.String);
    }
}
