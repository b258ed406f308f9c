using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Reading;

namespace Metrics.Semantic.Tests.Catalogs;

/// <summary>What YAML can say besides plain lists and mappings.</summary>
public sealed class YamlTests
{
    [Fact]
    public void A_mapping_takes_over_what_it_does_not_say_itself()
    {
        var reader = Read("base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\nmine: {<<: [*base, *other], a: 5}");
        var mine = reader.Mapping("mine", "mine")!;
        Assert.Equal(("5", "2", "4"), (mine.Text("a"), mine.Text("b"), mine.Text("c")));
        mine.Finish();
        Assert.Empty(_problems);
    }

    [Theory]
    [InlineData("a: 1\nb: 0\na: 2", "f.yml:3:1: error C104: the key 'a' is written twice — leave one of them out")]
    [InlineData("b: &b {c: 1}\na:\n  <<: *b\n  <<: *b", "f.yml:4:3: error C104: the key '<<' is written twice — take over a list: <<: [*a, *b]")]
    [InlineData("{\"a\": 1,\n\"a\": 1}", "f.yml:2:1: error C104: the key 'a' is written twice — leave one of them out")]
    public void A_key_that_comes_twice_is_an_error_wherever_it_stands(string text, string expected)
    {
        Read(text);
        Assert.Equal(expected, Assert.Single(_problems).ToString());
    }

    [Theory]
    [InlineData("a: *nobody", "there is no anchor &nobody before it")]
    [InlineData("a: {<<: 1}", "<< takes over keys and values, or a list of such")]
    [InlineData("{[a]: 1}", "a key must be a word")]
    [InlineData("b: &b {c: 1}\na: {<<: *b ,\n<<: *b }", "it cannot be taken apart")]
    [InlineData("a: &a [*a]", "there is no anchor &a before it")]
    public void What_cannot_be_read_is_said_to_be_so(string text, string expected)
    {
        Assert.Empty(YamlText.Read("f.yml", text, _problems));
        var problem = Assert.Single(_problems);
        Assert.Equal(DiagnosticCode.UnreadableFile, problem.Code);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_lines_cannot_stand_for_more_than_anyone_can_wait_for()
    {
        var lines = Enumerable.Range(1, 30).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]");
        Assert.Empty(YamlText.Read("f.yml", $"a0: &a0 [x, x]\n{string.Join('\n', lines)}", _problems));
        Assert.Contains("repeated too much", Assert.Single(_problems).Message, StringComparison.Ordinal);
        Assert.Empty(YamlText.Read("f.yml", new string('[', 10_000), _problems));
    }

    private readonly List<Diagnostic> _problems = [];

    private MappingReader Read(string text) => MappingReader.Of(YamlText.Read("f.yml", text, _problems)[0], _problems, "file")!;
}
