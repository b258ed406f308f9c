using System.Diagnostics;
using System.Text.RegularExpressions;
using Metrics.Testing;

namespace Metrics.Architecture.Tests;

public sealed partial class TrackedFileTests
{
    private const int Widest = 140;

    private static readonly string[] FoldersOfOneMachine = ["/work/", "/home/", "/root/", "/Users/"];

    [Fact]
    public void No_file_names_a_package_registry_or_a_folder_of_one_machine()
    {
        var files = Tracked();
        Assert.Contains("Metrics.sln", files);
        var found = from file in files
                    where file != "tests/Metrics.Architecture.Tests/TrackedFileTests.cs"
                    let path = Path.Combine(Repository.Root, file)
                    where File.Exists(path) && IsText(path)
                    from line in File.ReadLines(path)
                    where RegistryHost().IsMatch(line) || FoldersOfOneMachine.Any(f => line.Contains(f, StringComparison.Ordinal))
                    select $"{file}: {line.Trim()}";
        Assert.Empty(found);
    }

    /// <summary>Rows of tables and what has an address in it cannot be broken; the rest of a document can.</summary>
    [Fact]
    public void No_line_of_code_or_of_a_document_is_wider_than_140_columns()
    {
        var files = Tracked().Where(f => Path.GetExtension(f) is ".cs" or ".md" or ".sh" or ".yml" or ".yaml" or ".sql")
            .Where(f => File.Exists(Path.Combine(Repository.Root, f)) && !IsMade(f)).ToList();
        Assert.Contains("README.md", files);
        var found = from file in files
                    from line in File.ReadLines(Path.Combine(Repository.Root, file)).Select((text, i) => (Text: text, Number: i + 1))
                    where line.Text.Length > Widest && (!file.EndsWith(".md", StringComparison.Ordinal) || !MayBeWide(line.Text))
                    select $"{file}:{line.Number}";
        Assert.Empty(found);
    }

    // Statements that the product writes, and the document that it makes of its routes.
    private static bool IsMade(string file) =>
        file.Contains("/Cases/", StringComparison.Ordinal) || Path.GetFileName(file) == "openapi.yaml";

    private static bool MayBeWide(string line) =>
        line.TrimStart().StartsWith('|') || line.Contains("](", StringComparison.Ordinal) || line.Contains("://", StringComparison.Ordinal);

    [Fact]
    public void Tests_that_need_PostgreSQL_say_so_where_fast_tests_live()
    {
        var silent = from project in (string[])["Domain", "Semantic", "GraphQL", "Samples", "Architecture"]
                     let folder = Path.Combine(Repository.Root, "tests", $"Metrics.{project}.Tests")
                     where Directory.Exists(folder)
                     from file in SourceTree.CSharpUnder(folder)
                     let text = File.ReadAllText(Path.Combine(folder, file))
                     where text.Contains("PostgresServer" + ".", StringComparison.Ordinal)
                         && text.Contains("[Fact]", StringComparison.Ordinal)
                     where !text.Contains("""[Trait("Needs", "PostgreSQL")]""", StringComparison.Ordinal)
                     select file;
        Assert.Empty(silent);
    }

    [Fact]
    public void The_files_of_the_journeys_are_there_and_a_stage_has_25_at_most()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "journeys.md"));
        var stages = document.Split("\n## ").SelectMany(s => s.Split("\n### "))
            .Select(s => JourneyFile().Matches(s).Select(m => m.Groups["file"].Value).ToList()).Where(s => s.Count > 0).ToList();
        Assert.Equal(6, stages.Count);
        Assert.All(stages, s => Assert.InRange(s.Count, 5, 25));
        Assert.All(stages.SelectMany(s => s), f => Assert.True(File.Exists(Path.Combine(Repository.Root, "src", $"Metrics.{f}.cs")), f));
    }

    [GeneratedRegex(@"^\| \d+ \| `(?<file>[\w/]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex JourneyFile();

    // Without git (a source archive, a container) every file but what building leaves behind counts.
    private static List<string> Tracked()
    {
        if (!Path.Exists(Path.Combine(Repository.Root, ".git")))
        {
            return Directory.GetFiles(Repository.Root, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Repository.Root, f))
                .Where(f => !f.Split('/').Any(part => part is "bin" or "obj" or ".local"))
                .ToList();
        }

        // A checkout of another user (root's tests on a user's clone) is as good to read.
        var start = new ProcessStartInfo(
            "git",
            ["-c", $"safe.directory={Repository.Root}", "ls-files"]) { UseShellExecute = false,
                RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return files;
    }

    private static bool IsText(string path)
    {
        using var stream = File.OpenRead(path);
        var start = new byte[8000];
        return !start.AsSpan(0, stream.Read(start)).Contains((byte)0);
    }

    [GeneratedRegex(
        @"https?://[\w.@:-]*(nuget|npmjs|pypi|registry|artifactory|nexus|proxy)[\w.-]*",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegistryHost();
}
