using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

/// <summary>Inside a project imports go one way: a folder knows those before it and none behind.</summary>
public sealed class FolderArrowTests
{
    // From what knows nothing to what knows all; a project's own files are last.
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["Metrics.Api"] =
        [
            "Configuration", "Formats", "Http", "Limits", "Security", "Audit", "Requests", "Bodies", "Warming", "Resources",
            "OpenApi", "Hosting", "Telemetry", "Health", "Doors", "",
        ],
        ["Metrics.Semantic"] =
        [
            "Reading", "Expressions", "Sql", "Engine", "Portable", "Resolved", "Kinds", "Catalogs", "Requests", "Resolution", "Policies",
            "Logical", "Rewrites", "Planning", "Binding",
        ],
        ["Metrics.Engines"] = ["", "Postgres", "DuckDb"],
        ["Metrics.Answering"] = ["Caching", "Admission", "Publications", "Catalogs", "Answers", "", "Asking"],
        ["Metrics.Refresh"] =
        [
            "Sql", "Sources", "Connectors", "State", "Leases", "DataTests", "Graph", "Materializations", "Loading", "Projects", "Catalogs",
            "Publishing", "Runs", "Backfills", "Rollbacks", "Scheduling", "Drafting", "Access", "Commands", "",
        ],
        ["Metrics.Samples"] = ["Making", "Storefront", "Greenery", "Subscriptions", ""],
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
    public void Answering_knows_nothing_of_HTTP()
    {
        var files = SourceTree.Files.Where(f => f.StartsWith("Metrics.Answering/", StringComparison.Ordinal)).ToList();
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
    public void Folders_import_those_before_them(string project) =>
        Assert.Empty(Wrong(project, Orders[project], FilesOf(project).Select(SourceTree.Read)));

    /// <summary>Below a project's folders, at any depth, two folders side by side do not need each other, by whatever way.</summary>
    [Fact]
    public void Folders_side_by_side_do_not_import_each_other()
    {
        var parents = SourceTree.Files.SelectMany(ParentsOf).Distinct().ToList();
        Assert.Contains("Metrics.Api/Doors/GraphQL", parents);
        Assert.Empty(parents.SelectMany(p => Circles(p.Replace('/', '.'), FilesOf(p).Select(SourceTree.Read))));
    }

    [Fact]
    public void A_circle_of_folders_is_seen()
    {
        string[] texts =
        [
            "namespace Metrics.Shop.Room.First; public sealed class One(Second.Two of);",
            "namespace Metrics.Shop.Room.Second; public sealed class Two(Third.Three of);",
            "using Metrics.Shop.Room.First; namespace Metrics.Shop.Room.Third; public sealed class Three(One of);",
            "namespace Metrics.Shop.Room.Fourth; public sealed class Four(First.One of);",
        ];
        Assert.Equal(["First ↔ Second", "First ↔ Third", "Second ↔ Third"], Circles("Metrics.Shop.Room", texts));
    }

    [Theory]
    [InlineData("public sealed class Known(Metrics.Shop.Late.Second of);")]
    [InlineData("using Metrics.Shop.Late; public sealed class Known(Second of);")]
    [InlineData("public sealed class Known(Late.Second of);")]
    [InlineData("public sealed class Known(Late.Inner.Third of);")]
    [InlineData("public sealed class Known(Shop.Late.Shape of);")]
    [InlineData("public sealed class Known(Late.Told of);")]
    [InlineData("public sealed class Known(Late.Inner.Fourth.Kind of);")]
    [InlineData("public sealed class Known(global::Metrics.Shop.Late.First of);")]
    [InlineData("public sealed class First; public sealed class Second { private static int Of() => Late.Second.Count; }")]
    public void An_import_of_any_type_that_a_file_declares_is_seen(string planted)
    {
        const string Late =
            """
            namespace Metrics.Shop.Late
            {
                public sealed class First { private const string Text = "}"; }
                public sealed record Second { public static int Count; }
                public readonly record struct Shape;
                public delegate System.Func<int, string> Told(int of);
                namespace Inner { public interface Third { } }
                namespace Inner { public static class Fourth { public enum Kind { One } } }
            }
            """;
        Assert.Equal(["Early → Late"], Wrong("Metrics.Shop", ["Early", "Late"], [$"namespace Metrics.Shop.Early;\n{planted}", Late]));
    }

    [Fact]
    public void A_file_of_several_namespaces_is_held_to_each_of_them()
    {
        const string Both =
            """
            namespace Metrics.Shop.Late { public sealed class First { } public sealed class Other(Early.Known of) { } }
            namespace Metrics.Shop.Early { public sealed class Known(Late.First of) { } }
            """;
        Assert.Equal(["Early → Late"], Wrong("Metrics.Shop", ["Early", "Late"], [Both]));
    }

    [Fact]
    public void A_text_or_a_member_that_is_called_as_a_folder_is_no_import()
    {
        const string Early =
            """
            namespace Metrics.Shop.Early;
            public sealed class Known { public object Late { get; } = "Late.Second"; private int Of() => Late.GetHashCode(); }
            """;
        Assert.Empty(Wrong("Metrics.Shop", ["Early", "Late"], [Early, "namespace Metrics.Shop.Late; class First; record Second;"]));
    }

    private static IEnumerable<string> Wrong(string project, string[] order, IEnumerable<string> texts) =>
        new FolderArrows(project, texts).All().Where(a => Array.IndexOf(order, a.To) > Array.IndexOf(order, a.From))
            .Select(a => $"{a.From} → {a.To}").Distinct();

    private static IEnumerable<string> Circles(string room, IEnumerable<string> texts)
    {
        var arrows = new FolderArrows(room, texts).All().Where(a => a is { From: not "", To: not "" } && a.From != a.To)
            .ToLookup(a => a.From, a => a.To);
        var reached = arrows.ToDictionary(a => a.Key, a => From(a.Key));
        return from one in reached
               from other in one.Value
               where string.CompareOrdinal(one.Key, other) < 0 && reached.TryGetValue(other, out var back) && back.Contains(one.Key)
               orderby one.Key, other
               select $"{one.Key} ↔ {other}";

        HashSet<string> From(string start)
        {
            HashSet<string> found = [];
            var open = new Stack<string>(arrows[start]);
            while (open.TryPop(out var next))
            {
                if (found.Add(next))
                {
                    foreach (var further in arrows[next])
                        open.Push(further);
                }
            }

            return found;
        }
    }

    // Folders that have folders, below a project's own: those have an order of their own above.
    private static IEnumerable<string> ParentsOf(string file)
    {
        var parts = file.Split('/');
        return Enumerable.Range(2, Math.Max(0, parts.Length - 3)).Select(n => string.Join('/', parts.Take(n)));
    }

    private static IEnumerable<string> FilesOf(string project) =>
        SourceTree.Files.Where(f => f.StartsWith($"{project}/", StringComparison.Ordinal));

    private static string FolderOf(string file) => file.Split('/') is [_, var folder, _, ..] ? folder : "";
}
