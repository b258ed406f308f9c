using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

/// <summary>Inside the compiler imports go one way: a folder knows those before it and none behind.</summary>
public sealed partial class FolderArrowTests
{
    private const string Project = "Metrics.Semantic";

    // From what knows nothing to what knows all; the project's own files are last.
    private static readonly string[] Order =
    [
        "Reading", "Expressions", "Sql", "Engine", "Admission", "Catalogs", "Kinds", "Requests", "Resolution", "Policies", "Logical",
        "Rewrites", "Planning", "Engines", "Publications", "Caching", "Answers", "",
    ];

    // What still points the other way. An arrow that is gone must go here too, and none may come.
    private static readonly string[] Backwards =
    [
        "Admission → Caching", "Admission → Engines", "Caching → Answers", "Catalogs → Answers", "Catalogs → Engines", "Catalogs → Kinds",
        "Catalogs → Planning",
        "Catalogs → Policies", "Catalogs → Publications", "Catalogs → Requests", "Catalogs → Resolution", "Kinds → Resolution",
        "Policies → Answers", "Policies → Publications",
    ];

    [Fact]
    public void Every_folder_has_its_place() => Assert.Empty(
        SourceTree.Files.Where(f => f.StartsWith($"{Project}/", StringComparison.Ordinal)).Select(FolderOf).Distinct().Except(Order));

    [Fact]
    public void Folders_import_those_before_them()
    {
        var types = SourceTree.Files.Where(f => f.StartsWith($"{Project}/", StringComparison.Ordinal)).ToList()
            .ConvertAll(f => $"{FolderOf(f)}.{Path.GetFileNameWithoutExtension(f)}").ToHashSet(StringComparer.Ordinal);
        var found = from file in SourceTree.Files
                    where file.StartsWith($"{Project}/", StringComparison.Ordinal)
                    from target in Imports(SourceTree.Read(file), types)
                    where Array.IndexOf(Order, target) > Array.IndexOf(Order, FolderOf(file))
                    select $"{FolderOf(file)} → {target}";
        Assert.Equal(Backwards, found.Distinct().Order(StringComparer.Ordinal));
    }

    private static string FolderOf(string file) => file.Split('/') is [_, var folder, _, ..] ? folder : "";

    // By a using, by a whole name, or by a name that begins with a folder's.
    private static IEnumerable<string> Imports(string text, IReadOnlySet<string> types) =>
        Whole().Matches(text).Select(m => m.Groups["folder"].Value)
            .Concat(Partial().Matches(text).Where(m => types.Contains(m.Value)).Select(m => m.Groups["folder"].Value));

    [GeneratedRegex(@"(?<!namespace )Metrics\.Semantic(\.(?<folder>[A-Z]\w+))?\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<![\w.])(?<folder>[A-Z]\w+)\.[A-Z]\w+", RegexOptions.ExplicitCapture)]
    private static partial Regex Partial();
}
