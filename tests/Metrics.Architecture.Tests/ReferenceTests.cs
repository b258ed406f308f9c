namespace Metrics.Architecture.Tests;

public sealed class ReferenceTests
{
    // Domain ← Semantic ← Engines ← Answering ← {Api, Refresh} and GraphQL ← Api; of the tools, Domain ← Samples. Nothing else.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Metrics.Domain"] = [],
        ["Metrics.Semantic"] = ["Metrics.Domain"],
        ["Metrics.Engines"] = ["Metrics.Semantic"],
        ["Metrics.Answering"] = ["Metrics.Engines"],
        ["Metrics.GraphQL"] = [],
        ["Metrics.Refresh"] = ["Metrics.Answering"],
        ["Metrics.Api"] = ["Metrics.Answering", "Metrics.GraphQL"],
        ["Metrics.Samples"] = ["Metrics.Domain"],
    };

    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Metrics.Domain"] = [],
        ["Metrics.Semantic"] = ["YamlDotNet"],
        ["Metrics.Engines"] = ["Npgsql", "DuckDB.NET.Data.Full"],
        ["Metrics.Answering"] = ["Npgsql", "Dapper", "StackExchange.Redis", "Microsoft.Extensions.Caching.StackExchangeRedis"],
        ["Metrics.GraphQL"] = [],
        ["Metrics.Refresh"] =
        [
            "Npgsql.EntityFrameworkCore.PostgreSQL", "CsvHelper", "Quartz", "Polly", "System.CommandLine", "System.IO.Hashing",
            "Spectre.Console",
        ],
        ["Metrics.Api"] = ["Swashbuckle.AspNetCore", "Dapper", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"],
        ["Metrics.Samples"] = ["System.CommandLine"],
    };

    // A package is met in one place, so that replacing it is a change there. Files are named by the start of their path.
    private static readonly (string Using, string[] Homes)[] PackageHomes =
    [
        ("YamlDotNet", ["Metrics.Semantic/Reading/"]),
        ("Npgsql", [
            "Metrics.Engines/Postgres/", "Metrics.Answering/Publications/", "Metrics.Answering/Catalogs/", "Metrics.Api/",
            "Metrics.Refresh/"]),
        ("DuckDB.NET", ["Metrics.Engines/DuckDb/"]),
        ("Dapper", ["Metrics.Answering/Publications/", "Metrics.Api/", "Metrics.Refresh/"]),
        ("CsvHelper", ["Metrics.Refresh/Connectors/Csv/"]),
        ("Microsoft.EntityFrameworkCore", ["Metrics.Refresh/State/"]),
        ("Quartz", ["Metrics.Refresh/Scheduling/", "Metrics.Refresh/Commands/ServeCommand.cs"]),
        ("System.CommandLine", ["Metrics.Refresh/Commands/", "Metrics.Samples/"]),
        ("System.IO.Hashing", ["Metrics.Refresh/Connectors/Files/"]),
        ("Spectre.Console", ["Metrics.Refresh/Commands/"]),
        ("Swashbuckle", ["Metrics.Api/OpenApi/"]),
        ("Microsoft.OpenApi", ["Metrics.Api/OpenApi/"]),
        ("StackExchange.Redis", ["Metrics.Answering/Caching/"]),
        ("Microsoft.Extensions.Caching", ["Metrics.Answering/Caching/"]),
    ];

    [Fact]
    public void Projects_refer_to_each_other_as_the_design_says_and_not_otherwise()
    {
        Assert.Subset(Allowed.Keys.ToHashSet(), SourceTree.Projects.Keys.ToHashSet());
        foreach (var (name, project) in SourceTree.Projects)
        {
            var references = project.Includes("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r)).ToHashSet();
            Assert.True(references.IsSubsetOf(Allowed[name]), $"{name} refers to {string.Join(", ", references.Except(Allowed[name]))}");
        }
    }

    [Fact]
    public void Compiled_code_uses_no_project_that_its_own_may_not_see()
    {
        Assert.NotEmpty(Assemblies.All);
        foreach (var assembly in Assemblies.All)
        {
            var name = assembly.GetName().Name!;
            var used = assembly.GetReferencedAssemblies().Select(a => a.Name!)
                .Where(a => a.StartsWith("Metrics.", StringComparison.Ordinal)).ToHashSet();
            Assert.True(used.IsSubsetOf(Reachable(name)), $"{name} uses {string.Join(", ", used.Except(Reachable(name)))}");
        }
    }

    [Fact]
    public void Projects_have_the_packages_of_the_design_and_no_others()
    {
        foreach (var (name, project) in SourceTree.Projects)
        {
            var strangers = project.Includes("PackageReference").Except(AllowedPackages[name]).ToList();
            Assert.True(strangers.Count == 0, $"{name} has {string.Join(", ", strangers)}");
        }
    }

    [Fact]
    public void A_package_is_used_only_where_it_lives()
    {
        var strays = from file in SourceTree.Files
                     from home in PackageHomes
                     where Uses(SourceTree.Read(file), home.Using) && !home.Homes.Any(h => file.StartsWith(h, StringComparison.Ordinal))
                     select $"{file} uses {home.Using}";
        Assert.Empty(strays);
        Assert.Contains(SourceTree.Files, f => Uses(SourceTree.Read(f), "YamlDotNet"));
    }

    private static HashSet<string> Reachable(string project) => Allowed[project].SelectMany(p => Reachable(p).Append(p)).ToHashSet();

    private static bool Uses(string text, string package) => text.Split('\n').Any(line =>
        line.StartsWith($"using {package}", StringComparison.Ordinal)
            || line.StartsWith($"using static {package}", StringComparison.Ordinal));
}
