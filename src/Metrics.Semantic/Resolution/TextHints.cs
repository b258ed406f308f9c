using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Hints for an unknown name of a question that may be a text without quotes: only where nothing else explains it, and it is compared with
/// something that may be a text.
/// </summary>
internal static class TextHints
{
    /// <summary>The problems with these hints.</summary>
    public static IEnumerable<Diagnostic> On(IReadOnlyCollection<Diagnostic> problems, MetricQuery query, Catalog catalog)
    {
        // A name that one metric's problem explains needs no hint in the others.
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
        // When both names are unknown, the text is probably the second.
        return types.Count == 0 ? !hint.IsBehind : types.Contains(ValueType.String);
    }
}
