using System.Collections.Frozen;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs;

/// <summary>A file whose text, or newer text, has an error, so that some of what it defines is not there.</summary>
internal sealed record UnreadFile(string Path, string Text, Diagnostic Problem);

/// <summary>Says why a name is not there, when a file that mentions it has an error.</summary>
public static class UnreadFiles
{
    /// <summary>Errors that leave nothing out: nothing is joined to such an entity, and all else is as it was.</summary>
    public static IReadOnlySet<DiagnosticCode> Harmless { get; } =
        new HashSet<DiagnosticCode> { DiagnosticCode.UntestedKey, DiagnosticCode.OverlappingValidity };

    /// <summary>
    /// Such as <c>; shop/semantic/orders.yml, which mentions it, has an error: C100 at line 5</c>; empty when no file explains it.
    /// </summary>
    /// <remarks>Neither the file's text nor the error's: those may name what the caller is not to see.</remarks>
    public static string Why(Catalog catalog, string name) =>
        catalog.Unread.FirstOrDefault(
            f => !OnlyMisses(f.Problem, name) && (Mentions(f.Text, name) || Mentions(f.Text, name.ToLowerInvariant()))) is { } file
            ? $"; {file.Path}, which mentions it, has an error: {Place(file.Problem)}" : "";

    /// <summary>The same of a dimension, by its own name: the entities before it may be written elsewhere.</summary>
    public static string WhyDimension(Catalog catalog, string text) =>
        Why(catalog, text.LastIndexOf("__", StringComparison.Ordinal) is var cut and > 0 ? text[(cut + 2)..] : text);

    /// <summary>The code and the line: <c>C100 at line 5</c>.</summary>
    internal static string Place(Diagnostic problem) =>
        problem.Location is { } at ? $"{problem.Code.Id} at line {at.Line}" : problem.Code.Id;

    /// <summary>Files with an error that leaves something out, and the first one's code and line.</summary>
    internal static FrozenDictionary<string, string> Broken(IEnumerable<Diagnostic> problems) => problems
        .Where(p => p is { Severity: DiagnosticSeverity.Error, Location: not null } && !Harmless.Contains(p.Code))
        .GroupBy(p => p.Location!.Value.File, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => Place(g.First()), StringComparer.Ordinal);

    internal static EquatableList<UnreadFile> Of(CatalogSource source, IEnumerable<Diagnostic> problems)
    {
        var first = problems.Where(p => p is { Severity: DiagnosticSeverity.Error, Location: not null })
            .GroupBy(p => p.Location!.Value.File, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return source.Files.Where(f => first.ContainsKey(f.Path) || f.Newer is not null)
            .Select(f => new UnreadFile(f.Path, f.Newer ?? f.Text, first.GetValueOrDefault(f.Path) ?? Unread(f))).ToEquatableList();
    }

    // A file whose error is that there is no such name explains nothing; a name may be written in capitals by whoever asks.
    private static bool OnlyMisses(Diagnostic problem, string name) => name.Equals(problem.Unknown, StringComparison.OrdinalIgnoreCase);

    // A name of word characters, by itself.
    internal static bool Mentions(string text, string name)
    {
        for (var at = 0; name.Length > 0 && (at = text.IndexOf(name, at, StringComparison.Ordinal)) >= 0; at++)
        {
            if ((at == 0 || !IsWord(text[at - 1])) && (at + name.Length == text.Length || !IsWord(text[at + name.Length])))
                return true;
        }

        return false;
    }

    /// <summary>What could be names in a text.</summary>
    internal static IEnumerable<string> Words(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var from = at;
            while (at < text.Length && IsWord(text[at]))
                at++;
            if (at > from && !char.IsDigit(text[from]))
                yield return text[from..at];
        }
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    // Until the newer text's own problem takes its place.
    private static Diagnostic Unread(CatalogFile file) =>
        new(DiagnosticCode.UnreadableFile, "its newer text has an error", new SourceLocation(file.Path, 1, 1));
}
