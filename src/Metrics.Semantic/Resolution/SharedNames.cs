using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// A name must mean the same in every fact of a question; otherwise the question is refused, since facts that are combined on it would
/// compare unrelated values.
/// </summary>
internal sealed class SharedNames(Catalog catalog, IReadOnlyList<MetricFact> facts, ICollection<Diagnostic> problems)
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>True when a name has different meanings, or several.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>
    /// The full name that all facts have in common; the name unchanged when there is only one fact, or when a fact will refuse it.
    /// </summary>
    public string FullName(string text)
    {
        if (facts.Count < 2)
            return text;
        if (!_known.TryGetValue(text, out var full))
            _known[text] = full = Find(text);
        return full;
    }

    /// <summary>The full name of a name, even when there is only one fact.</summary>
    public string Meaning(string text) => facts.Count < 2 ? Find(text) : FullName(text);

    /// <summary>The condition with full names.</summary>
    public Filter Settle(Filter filter) => facts.Count < 2 ? filter
        : filter.Renamed(n => n.Kind == NameKind.Metric ? n : n with { Text = FullName(n.Text) });

    private string Find(string text)
    {
        foreach (var asked in AskedName.Readings(text, catalog))
        {
            if (asked.IsMetricTime)
                return text;
            var each = facts.Select(f => Reach.Of(catalog, catalog.ModelOf(f.Model), f.TimeDimension).Candidates(asked).ToList()).ToList();
            if (each.TrueForAll(c => c.Count == 0))
                continue;
            if (each.Exists(c => c.Count == 0))
                return text;
            var common = each.Select(c => c.Select(r => r.Name).ToHashSet(StringComparer.Ordinal)).Aggregate((a, b) => [.. a.Intersect(b)]);
            if (common.Count == 0)
                return Refused(
                    text,
                    $"'{text}' means {string.Join(" and ", each.Select(c => c.MinBy(r => r.Links.Count)!.Name).Distinct())} in different "
                    + $"facts", each.SelectMany(c => c.Select(r => r.Name)));
            var shortest = common.GroupBy(n => n.Split("__").Length).MinBy(g => g.Key)!.Order(StringComparer.Ordinal).ToList();
            return shortest.Count == 1
                ? shortest[0] + asked.Suffix
                : Refused(text, $"'{text}' can be reached in several ways: as {NameList.Of(shortest, " and ")}", shortest);
        }

        return text;
    }

    private string Refused(string text, string message, IEnumerable<string> candidates)
    {
        HasRefused = true;
        problems.Add(new Diagnostic(
            DiagnosticCode.AmbiguousPath, message,
            Hint: "write a longer name that all of them have, or ask for the metrics in separate queries",
            Candidates: candidates.Distinct().Order(StringComparer.Ordinal).Take(5).ToEquatableList()));
        return text;
    }
}
