using System.Text.RegularExpressions;
using Metrics.Refresh.Loading.Times;
using Metrics.Refresh.Materializations;
using Metrics.Refresh.Projects;
using Metrics.Refresh.Sources;
using Metrics.Testing;

namespace Metrics.Refresh.Tests.Loading;

/// <summary>The page on loading lists what the code reads, no less and no more.</summary>
public sealed partial class LoadingPageTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "loading.md"));

    [Fact]
    public void Types_and_what_else_they_may_be_called_are_all_there()
    {
        var written = Table("| `type` | also |").Select(r => $"{Words(r[0]).Single()}: {string.Join(", ", Words(r[1]))}");
        var known = ColumnTypeText.Known.Select(k => (k.Word, Aliases: string.Join(", ", k.Aliases)))
            .Append((ColumnTypeText.Decimal, ColumnTypeText.DecimalAlias)).Select(k => $"{k.Item1}: {k.Item2}");
        Assert.Equal(known.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        foreach (var (word, kind, aliases) in ColumnTypeText.Known)
            Assert.All(aliases.Prepend(word), a => Assert.Equal(kind, ColumnTypeText.Parse($" {a.ToUpperInvariant()} ")?.Kind));
        Assert.Equal(ColumnTypeText.Parse("decimal(12,2)"), ColumnTypeText.Parse("NUMERIC( 12 , 2 )"));
        Assert.Equal(Enum.GetValues<ColumnKind>().Except([ColumnKind.Decimal]).Order(), ColumnTypeText.Known.Select(k => k.Kind).Order());
    }

    [Fact]
    public void Tokens_of_patterns_are_all_there_and_each_is_one()
    {
        Assert.Equal(
            TimePattern.Tokens.Select(t => (t.Token, t.Reads)), Table("| token | reads |").Select(r => (Words(r[0]).Single(), r[1])));
        foreach (var (token, _) in TimePattern.Tokens)
        {
            var pattern = token switch
            {
                "YYYY" or "YY" => $"{token}-MM-DD",
                "MM" or "M" => $"YYYY-{token}-DD",
                "DD" or "D" => $"YYYY-MM-{token}",
                "HH" or "H" => $"YYYY-MM-DD {token}",
                _ => $"YYYY-MM-DD HH {token}",
            };
            Assert.NotNull(TimeFormat.Of(pattern));
        }
    }

    [Fact]
    public void Reserved_names_and_delimiters_are_all_there()
    {
        Assert.Equal(
            ReservedColumns.Known.Select(k => k.Name).Order(StringComparer.Ordinal),
            Table("| reserved name | for |").SelectMany(r => Words(r[0])).Order(StringComparer.Ordinal));
        Assert.All(ReservedColumns.Known, k => Assert.NotNull(ReservedColumns.Refuse(k.Name)));
        Assert.NotNull(ReservedColumns.Refuse("_v_anything"));
        var delimiters = Table("| `delimiter` | between two fields stands |").SelectMany(r => Words(r[0])).ToList();
        Assert.All(TableReader.Delimiters, d => Assert.Contains(d.Word, delimiters));
        Assert.Equal(
            TableReader.Formats.Select(f => f.Item1), Table("| `format` | a file is |").Select(r => Words(r[0]).Single()));
    }

    private static List<string[]> Table(string head) => Lines.SkipWhile(l => !l.StartsWith(head, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(l => l.StartsWith('|')).Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray()).ToList()
            is { Count: > 0 } rows
            ? rows
            : throw new InvalidOperationException($"no table '{head}'");

    private static List<string> Words(string cell) => Word().Matches(cell).Select(m => m.Groups["word"].Value).ToList();

    [GeneratedRegex("`(?<word>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
