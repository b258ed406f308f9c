using System.Text.RegularExpressions;

namespace Metrics.Architecture.Tests;

/// <summary>Whoever searches for a type finds one.</summary>
public sealed partial class TypeNameTests
{
    // Each language has its own.
    private static readonly string[] Words = ["Lexer", "Token", "TokenKind"];

    [Fact]
    public void No_two_types_have_one_name()
    {
        var declared = from file in SourceTree.Files
                       from Match type in Declared().Matches(SourceTree.Read(file))
                       select (Name: type.Groups["name"].Value, Folder: Path.GetDirectoryName(file)!);
        var found = declared.Distinct().GroupBy(d => d.Name).Where(g => g.Count() > 1 && !Words.Contains(g.Key))
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(d => d.Folder))}").ToList();
        Assert.True(declared.Count() > 500);
        Assert.Empty(found);
    }

    // What stands in another type is found with that.
    [GeneratedRegex(
        @"^(public |internal )?((static|sealed|abstract|partial|readonly|ref) )*"
            + @"(class|record struct|record|struct|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Declared();
}
