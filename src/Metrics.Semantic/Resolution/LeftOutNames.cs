using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Catalogs;

namespace Metrics.Semantic.Resolution;

/// <summary>
/// Names that a catalog would have without its errors: of definitions that are left out, and of all that files with an error declare. The
/// catalog of a caller whom policies restrict has none, since it has no diagnostics.
/// </summary>
public static class LeftOutNames
{
    /// <summary>Names of metrics or saved queries that are left out, for their own error or for that of something they use.</summary>
    /// <param name="catalog">All definitions.</param>
    /// <param name="word">The name of their kind: <c>metric</c>, <c>saved query</c>.</param>
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

    /// <summary>The one of those names that a caller's spelling means; null when it means none.</summary>
    public static string? Find(Catalog catalog, string word, string name)
    {
        var all = Of(catalog, word).ToList();
        return DeclaredNames.Among(name, all) is var meant && all.Contains(meant) ? meant : null;
    }

    /// <summary>Names that files with an error declare, and that are missing because of it.</summary>
    public static IEnumerable<string> Declared(Catalog catalog) => UnreadFiles.Missed(catalog);

    /// <summary>
    /// A hint for callers who ask for an unknown name and may not see what is wrong with the definitions. It is the same for every name, so
    /// that it reveals nothing about any; null when errors are not hidden.
    /// </summary>
    public static string? Untold(Catalog catalog) => !catalog.WithholdsErrors ? null
        : "some definitions are left out because of errors: validate lists them, as does /api/v1/diagnostics for a key with scope admin";

    /// <summary>The problem that there is no such dimension, with what else the name is, or which file with an error declares it.</summary>
    public static Diagnostic NoDimension(Catalog catalog, string name, IEnumerable<string> known)
    {
        var other = OtherKinds.OfDimension(catalog, name);
        var why = other is null ? UnreadFiles.WhyDimension(catalog, name) : $": {other.What}";
        return new Diagnostic(
            DiagnosticCode.UnknownDimension, $"there is no dimension '{name}'{why}", Hint: other?.Hint,
            Candidates: NearestNames.To(name, known))
        {
            Unknown = why.Length == 0 ? name : null,
        };
    }
}
