using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

public sealed partial class ShapeTests
{
    private const int LongestFile = 350;
    private const int LongestMethod = 60;

    private static readonly string[] BannedEndings = ["Manager", "Helper", "Helpers", "Utils", "Util", "Processor", "Service"];
    private static readonly string[] BannedFolders = ["Interfaces", "Services", "Helpers", "Utils", "Models", "Dtos"];

    // What a reader is told of names that are too long, and dbt's own words for the kind of its target.
    private static readonly string[] OfOthers =
    [
        "characters that PostgreSQL and most tools keep", "JinjaValue.Of(\"postgres\")", "postgres__{macro}",
    ];

    [Fact]
    public void A_file_s_namespace_is_its_folder()
    {
        var strays = from file in SourceTree.Files
                     let found = Namespace().Match(SourceTree.Read(file))
                     where found.Success || Path.GetFileName(file) != "Program.cs"
                     let expected = Path.GetDirectoryName(file)!.Replace('/', '.')
                     where found.Groups["name"].Value != expected
                     select $"{file} is in '{found.Groups["name"].Value}', not {expected}";
        Assert.Empty(strays);
    }

    [Fact]
    public void Files_are_short()
    {
        var lengths = SourceTree.Files.Select(f => (File: f, Lines: SourceTree.Read(f).AsSpan().Count('\n'))).ToList();
        Assert.NotEmpty(lengths);
        Assert.DoesNotContain(lengths, f => f.Lines > LongestFile);
    }

    [Fact]
    public void Methods_are_short()
    {
        var methods = SourceTree.Files.SelectMany(Methods).ToList();
        Assert.True(methods.Count > 1000, $"{methods.Count} methods were found");
        Assert.DoesNotContain(methods, m => m.Lines > LongestMethod);
    }

    // A method is a block at the depth of a member whose head has parameters; its lines are counted from its head to its last brace.
    private static IEnumerable<(string Method, int Lines)> Methods(string file)
    {
        var lines = SourceTree.Read(file).Split('\n');
        for (var open = 1; open < lines.Length; open++)
        {
            var depth = lines[open].IndexOf('{', StringComparison.Ordinal);
            if (depth is not (4 or 8) || lines[open].Trim() != "{")
                continue;
            var from = open - 1;
            while (from > 0 && lines[from].TakeWhile(c => c == ' ').Count() > depth)
                from--;
            var head = lines[from].Trim();
            var close = Array.FindIndex(lines, open, l => l.StartsWith(new string(' ', depth) + "}", StringComparison.Ordinal));
            if (head.Contains('(', StringComparison.Ordinal) && !NoMethod().IsMatch(head))
                yield return ($"{file}:{from + 1} {head}", close - from + 1);
        }
    }

    [GeneratedRegex(
        @"^(if|for|foreach|while|switch|using|lock|catch|else|do|try|case|return|await)\b|\b(class|record|struct|interface|enum)\b",
        RegexOptions.ExplicitCapture)]
    private static partial Regex NoMethod();

    [Fact]
    public void Names_say_what_a_thing_is()
    {
        var names = Assemblies.WrittenTypes.Select(t => t.Name.Split('`')[0])
            .Concat(SourceTree.Files.Select(f => Path.GetFileNameWithoutExtension(f)));
        Assert.DoesNotContain(names, n => BannedEndings.Any(e => n.EndsWith(e, StringComparison.Ordinal)));
    }

    [Fact]
    public void Folders_are_named_for_what_they_do_not_for_the_species_in_them()
    {
        var folders = SourceTree.Files.SelectMany(Parents).Distinct();
        Assert.DoesNotContain(folders, f => BannedFolders.Contains(Path.GetFileName(f), StringComparer.Ordinal));
    }

    [Fact]
    public void Only_planning_names_the_sources_of_statements()
    {
        var strays = SourceTree.Files.Where(f => f.StartsWith("Metrics.Semantic/", StringComparison.Ordinal)
            && !f.StartsWith("Metrics.Semantic/Planning/", StringComparison.Ordinal)
            && SourceTree.Read(f).Contains("SqlExpression.Column(\"", StringComparison.Ordinal));
        Assert.Empty(strays);
    }

    [Fact]
    public void An_engines_words_for_types_stay_in_its_folder()
    {
        // Authors write casts in the store's words, which the list of portable SQL therefore has.
        var strays = SourceTree.Files.Where(f => (f.StartsWith("Metrics.Semantic/", StringComparison.Ordinal)
                || f.StartsWith("Metrics.Answering/", StringComparison.Ordinal))
                && !f.StartsWith("Metrics.Semantic/Portable/", StringComparison.Ordinal))
            .SelectMany(f => SourceTree.Read(f).Split('\n').Where(l => !l.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .Select(l => TypeWord().Match(l)).Where(m => m.Success).Select(m => $"{f}: {m.Value}"));
        Assert.Empty(strays);
    }

    [Fact]
    public void The_compiler_names_no_engine_and_no_driver()
    {
        var strays = from file in SourceTree.Files
                     where file.StartsWith("Metrics.Semantic/", StringComparison.Ordinal)
                     from line in SourceTree.Read(file).Split('\n')
                     where EngineWord().IsMatch(line) && !Array.Exists(OfOthers, o => line.Contains(o, StringComparison.Ordinal))
                     select $"{file}: {line.Trim()}";
        Assert.Empty(strays);
    }

    private static IEnumerable<string> Parents(string file)
    {
        for (var folder = Path.GetDirectoryName(file); !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    [GeneratedRegex(
        """
        "(numeric|bigint|smallint|real|double precision|jsonb|timestamptz|timestamp with(out)? time zone
        """ + """
        |character varying|int[248]|float[48])\b[^"]*"
        """,
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeWord();

    [GeneratedRegex("postgres|npgsql|dapper|duckdb|redis", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EngineWord();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();
}
