using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

/// <summary>Inside a project imports go one way: a folder knows those before it and none behind.</summary>
public sealed partial class FolderArrowTests
{
    // From what knows nothing to what knows all; a project's own files are last.
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["Metrics.Api"] =
        [
            "Configuration", "Formats", "Http", "Limits", "Security", "Audit", "Requests", "Questions", "Bodies", "Warming", "Resources",
            "OpenApi", "Hosting", "Telemetry", "Health", "Doors", "",
        ],
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

    /// <summary>What two doors need is in a folder before them, so that one can be added, or shut, without a look at others.</summary>
    [Fact]
    public void Doors_know_nothing_of_each_other()
    {
        var files = SourceTree.Files.Where(f => f.StartsWith("Metrics.Api/Doors/", StringComparison.Ordinal)).ToList();
        var doors = files.Select(DoorOf).Distinct().ToList();
        Assert.Contains("Rest", doors);
        Assert.Contains("GraphQL", doors);
        var found = from file in files
                    let text = SourceTree.Read(file)
                    from door in doors
                    where door != DoorOf(file) && Regex.IsMatch(text, $@"\bDoors\.{door}\b|(?<![\w.]){door}\.[A-Z]")
                    select $"{file} → {door}";
        Assert.Empty(found);
    }

    /// <summary>What is asked, and whether it may be, is the same at every door; what HTTP has to say about it is read before.</summary>
    [Fact]
    public void Questions_know_nothing_of_HTTP()
    {
        var files = SourceTree.Files.Where(f => f.StartsWith("Metrics.Api/Questions/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, f => Regex.IsMatch(SourceTree.Read(f), @"\bHttp|AspNetCore"));
    }

    private static string DoorOf(string file) => file.Split('/')[2];

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
