using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Metrics.Domain;
using Metrics.Domain.Diagnostics;

namespace Metrics.Semantic.Catalogs;

/// <summary>A file whose text, or newer text, has an error, so that some of what it defines is not there; or one that is gone.</summary>
internal sealed record UnreadFile(string Path, string Text, Diagnostic Problem)
{
    /// <summary>Of one that is gone, the publication that has it; null for others.</summary>
    public long? Publication { get; init; }

    /// <summary>What it seems to declare: of a file that cannot be read, more than its text is not known.</summary>
    public FrozenSet<string> Names { get; } = UnreadFiles.Declared(Text).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Says why a name is not there, when a file that declares it has an error.</summary>
public static partial class UnreadFiles
{
    /// <summary>Errors that leave nothing out: nothing is joined to such an entity, and all else is as it was.</summary>
    public static IReadOnlySet<DiagnosticCode> Harmless { get; } =
        new HashSet<DiagnosticCode> { DiagnosticCode.UntestedKey, DiagnosticCode.OverlappingValidity };

    /// <summary>
    /// Such as <c>; shop/semantic/orders.yml, which declares it, has an error: C100 at line 5</c>; empty when no file explains it.
    /// </summary>
    /// <remarks>Neither the file's text nor the error's: those may name what the caller is not to see.</remarks>
    public static string Why(Catalog catalog, string name) =>
        catalog.Unread.FirstOrDefault(f => f.Names.Contains(name) && Explains(catalog, f, name)) is { } file
            ? file.Publication is { } last ? $"; publication {last} has it, from {file.Path}, which is gone"
                : $"; {file.Path}, which declares it, has an error: {Place(file.Problem)}" : "";

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
            .Select(f => new UnreadFile(f.Path, f.Newer ?? f.Text, first.GetValueOrDefault(f.Path) ?? Unread(f)))
            .Concat(source.Gone.Select(g => new UnreadFile(g.Path, g.Text, Gone(g)) { Publication = g.Publication })).ToEquatableList();
    }

    /// <summary>The names that are not there since a file which declares them has an error.</summary>
    internal static IEnumerable<string> Missed(Catalog catalog) =>
        catalog.Unread.SelectMany(f => f.Names.Where(n => Explains(catalog, f, n))).Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Names that a text gives to something, whatever is wrong with it; not those that only occur in it, be it as a word, as a value, or as
    /// what something else is computed from.
    /// </summary>
    internal static IEnumerable<string> Declared(string text) => Given().Matches(text).Select(m => m.Groups["name"].Value);

    /// <summary>True when a text gives something a name, in whatever capitals.</summary>
    internal static bool Declares(string text, string name) => Declared(text).Contains(name, StringComparer.OrdinalIgnoreCase);

    // A file whose error is that there is no such name explains nothing, nor does one of which the name is there all the same; a name may
    // be written in capitals by whoever asks.
    private static bool Explains(Catalog catalog, UnreadFile file, string name) =>
        !name.Equals(file.Problem.Unknown, StringComparison.OrdinalIgnoreCase)
        && !IsThere(catalog, file.Publication is null ? file.Path : null, name);

    // In a file, or wherever.
    private static bool IsThere(Catalog catalog, string? path, string name)
    {
        bool Is(string declared, SourceLocation at) =>
            (path is null || at.File == path) && declared.Equals(name, StringComparison.OrdinalIgnoreCase);
        return catalog.Metrics.Values.Any(m => Is(m.Name, m.Location)) || catalog.SavedQueries.Values.Any(q => Is(q.Name, q.Location))
            || catalog.Models.Values.Any(m => m.Dimensions.Any(d => Is(d.Name, m.Location)) || m.Entities.Any(e => Is(e.Name, m.Location)));
    }

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

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static Diagnostic Gone(GoneFile file) =>
        new(DiagnosticCode.UnreadableFile, "it is gone", new SourceLocation(file.Path, 1, 1));

    // Until the newer text's own problem takes its place.
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
