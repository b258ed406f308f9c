using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs;

/// <summary>A file whose text or newer text has an error, so that some definitions are missing; or one that no longer exists.</summary>
internal sealed record UnreadFile(string Path, string Text, Diagnostic Problem)
{
    /// <summary>For a file that no longer exists, the publication that has it; null for others.</summary>
    public long? Publication { get; init; }

    /// <summary>The names that it seems to declare, searched for in its raw text, because that may not be readable.</summary>
    public FrozenSet<string> Names { get; } = UnreadFiles.Declared(Text).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Explains a missing name when a file that declares it has an error.</summary>
public static partial class UnreadFiles
{
    /// <summary>Errors that leave nothing out: they only forbid joins to an entity.</summary>
    public static IReadOnlySet<DiagnosticCode> Harmless { get; } =
        new HashSet<DiagnosticCode> { DiagnosticCode.UntestedKey, DiagnosticCode.OverlappingValidity };

    /// <summary>
    /// Such as <c>; shop/semantic/orders.yml, which declares it, has an error: C100 at line 5</c>; empty when no file explains it.
    /// </summary>
    /// <remarks>Contains neither the file's text nor the error's: those may name what the caller may not see.</remarks>
    public static string Why(Catalog catalog, string name) =>
        catalog.Unread.FirstOrDefault(f => f.Names.Contains(name) && Explains(catalog, f, name)) is { } file
            ? file.Publication is { } last ? $"; publication {last} has it, from {file.Path}, which is gone"
                : $"; {file.Path}, which declares it, has an error: {Place(file.Problem)}" : "";

    /// <summary>The same for a dimension, by its name without entities, because those may be declared in other files.</summary>
    public static string WhyDimension(Catalog catalog, string text) =>
        Why(catalog, text.LastIndexOf("__", StringComparison.Ordinal) is var cut and > 0 ? text[(cut + 2)..] : text);

    /// <summary>The code and the line: <c>C100 at line 5</c>.</summary>
    internal static string Place(Diagnostic problem) =>
        problem.Location is { } at ? $"{problem.Code.Id} at line {at.Line}" : problem.Code.Id;

    /// <summary>Files with an error that leaves something out, each with the code and line of its first one.</summary>
    internal static FrozenDictionary<string, string> Broken(IEnumerable<Diagnostic> problems) => problems
        .Where(p => p is { Severity: DiagnosticSeverity.Error, Location: not null } && !Harmless.Contains(p.Code))
        .GroupBy(p => p.Location!.Value.File, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => Place(g.First()), StringComparer.Ordinal);

    internal static EquatableList<UnreadFile> Of(CatalogSource source, IEnumerable<Diagnostic> problems)
    {
        var first = problems.Where(p => p is { Severity: DiagnosticSeverity.Error, Location: not null })
            .GroupBy(p => p.Location!.Value.File, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return source.Files.Where(f => first.ContainsKey(f.Path) || f.Newer is not null)
            .Select(f => new UnreadFile(f.Path, f.Newer ?? f.Text, first.GetValueOrDefault(f.Path) ?? Unread(f)))
            .Concat(source.Gone.Select(g => new UnreadFile(g.Path, g.Text, Gone(g)) { Publication = g.Publication })).ToEquatableList();
    }

    /// <summary>The names that are missing because a file that declares them has an error.</summary>
    internal static IEnumerable<string> Missed(Catalog catalog) =>
        catalog.Unread.SelectMany(f => f.Names.Where(n => Explains(catalog, f, n))).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Names that a text declares, whatever is wrong with it; not those that only occur in it as a word, as a value, or as an input of
    /// something else.
    /// </summary>
    internal static IEnumerable<string> Declared(string text) => Given().Matches(text).Select(m => m.Groups["name"].Value);

    /// <summary>True when a text declares a name, in upper or lower case.</summary>
    internal static bool Declares(string text, string name) => Declared(text).Contains(name, StringComparer.OrdinalIgnoreCase);

    // A file does not explain a name whose absence is its very error, nor a name that it declares successfully. Callers may write a name in
    // upper or lower case.
    private static bool Explains(Catalog catalog, UnreadFile file, string name) =>
        !name.Equals(file.Problem.Unknown, StringComparison.OrdinalIgnoreCase)
        && !IsThere(catalog, file.Publication is null ? file.Path : null, name);

    // In one file, or in any when the path is null.
    private static bool IsThere(Catalog catalog, string? path, string name)
    {
        bool Is(string declared, SourceLocation at) =>
            (path is null || at.File == path) && declared.Equals(name, StringComparison.OrdinalIgnoreCase);
        return catalog.Metrics.Values.Any(m => Is(m.Name, m.Location)) || catalog.SavedQueries.Values.Any(q => Is(q.Name, q.Location))
            || catalog.Models.Values.Any(m => m.Dimensions.Any(d => Is(d.Name, m.Location)) || m.Entities.Any(e => Is(e.Name, m.Location)));
    }

    /// <summary>True when a text contains a name as a whole word.</summary>
    public static bool Mentions(string text, string name, StringComparison comparison = StringComparison.Ordinal)
    {
        for (var at = 0; name.Length > 0 && (at = text.IndexOf(name, at, comparison)) >= 0; at++)
        {
            if ((at == 0 || !IsWord(text[at - 1])) && (at + name.Length == text.Length || !IsWord(text[at + name.Length])))
                return true;
        }

        return false;
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static Diagnostic Gone(GoneFile file) =>
        new(DiagnosticCode.UnreadableFile, "it is gone", new SourceLocation(file.Path, 1, 1));

    // Placeholder until the newer text's own error replaces it.
    private static Diagnostic Unread(CatalogFile file) =>
        new(DiagnosticCode.UnreadableFile, "its newer text has an error", new SourceLocation(file.Path, 1, 1));

    [GeneratedRegex(
        """
        (?<!\b(numerator|denominator|measure|metric|(base|conversion)_(measure|metric)|non_additive_dimension)["']?\s*:\s*\{?\s*)
        (?<![\w-])["']?(name|primary_entity)["']?\s*:\s*["']?(?<name>[A-Za-z_]\w*)
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Given();
}
