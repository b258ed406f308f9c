using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Names that a catalog would have, were it not for an error: of what is left out, and whatever a file mentions that has one. There are
/// none in the catalog of whoever a policy holds, which has no diagnostics.
/// </summary>
public static class LeftOutNames
{
    /// <summary>Names of metrics or saved queries that are left out, themselves or with what they use.</summary>
    /// <param name="catalog">All definitions.</param>
    /// <param name="word">The word of their kind: <c>metric</c>, <c>saved query</c>.</param>
    public static IEnumerable<string> Of(Catalog catalog, string word)
    {
        var start = $"{word} '";
        return catalog.Diagnostics
            .SelectMany(d => d.Severity == DiagnosticSeverity.Error ? d.Affects.Append(d.Message) : d.Affects)
            .Where(t => t.StartsWith(start, StringComparison.Ordinal))
            .Select(t => t[start.Length..])
            .Select(t => t.IndexOf('\'', StringComparison.Ordinal) is var end and > 0 ? t[..end] : "")
            .Where(n => n.Length > 0).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Every word of the files that have an error.</summary>
    public static IEnumerable<string> Mentioned(Catalog catalog) =>
        catalog.Unread.SelectMany(f => UnreadFiles.Words(f.Text)).Distinct(StringComparer.Ordinal);

    /// <summary>That there is no such dimension, and which file with an error mentions it.</summary>
    public static Diagnostic NoDimension(Catalog catalog, string name, IEnumerable<string> known) => new(
        DiagnosticCode.UnknownDimension, $"there is no dimension '{name}'{UnreadFiles.WhyDimension(catalog, name)}",
        Candidates: NearestNames.To(name, known));
}
