using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

/// <summary>Inside a project imports go one way: a folder knows those before it and none behind.</summary>
public sealed partial class FolderArrowTests
{
    // From what knows nothing to what knows all; a project's own files are last.
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["Metrics.Semantic"] =
        [
            "Reading", "Expressions", "Sql", "Engine", "Portable", "Resolved", "Kinds", "Catalogs", "Requests", "Resolution", "Policies",
            "Logical", "Rewrites", "Planning", "Binding",
        ],
        ["Metrics.Engines"] = ["", "Postgres", "DuckDb"],
        ["Metrics.Answering"] = ["Caching", "Admission", "Publications", "Catalogs", "Answers", ""],
        ["Metrics.Refresh"] =
        [
            "Sql", "Sources", "Connectors", "State", "Leases", "DataTests", "Graph", "Materializations", "Loading", "Projects", "Catalogs",
            "Publishing", "Runs", "Backfills", "Rollbacks", "Scheduling", "Drafting", "Samples", "Access", "Commands", "",
        ],
    };

    public static TheoryData<string> Projects => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_has_its_place(string project) =>
        Assert.Empty(FilesOf(project).Select(FolderOf).Distinct().Except(Orders[project]));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_import_those_before_them(string project)
    {
        var order = Orders[project];
        var types = FilesOf(project).Select(f => $"{FolderOf(f)}.{Path.GetFileNameWithoutExtension(f)}").ToHashSet(StringComparer.Ordinal);
        var found = from file in FilesOf(project)
                    from target in Imports(SourceTree.Read(file), project, types)
                    where Array.IndexOf(order, target) > Array.IndexOf(order, FolderOf(file))
                    select $"{FolderOf(file)} → {target}";
        Assert.Empty(found.Distinct());
    }

    private static IEnumerable<string> FilesOf(string project) =>
        SourceTree.Files.Where(f => f.StartsWith($"{project}/", StringComparison.Ordinal));

    private static string FolderOf(string file) => file.Split('/') is [_, var folder, _, ..] ? folder : "";

    // By a using, by a whole name, or by a name that begins with a folder's; a text that begins with a project's name is a log's category.
    private static IEnumerable<string> Imports(string text, string project, IReadOnlySet<string> types) =>
        Whole().Matches(text).Where(m => m.Groups["project"].Value == project).Select(m => m.Groups["folder"].Value)
            .Concat(Partial().Matches(text).Where(m => types.Contains(m.Value)).Select(m => m.Groups["folder"].Value));

    [GeneratedRegex(@"(?<!namespace |"")(?<project>Metrics\.[A-Z]\w+)(\.(?<folder>[A-Z]\w+))?\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<![\w.])(?<folder>[A-Z]\w+)\.[A-Z]\w+", RegexOptions.ExplicitCapture)]
    private static partial Regex Partial();
}
