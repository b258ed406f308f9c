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
    [InlineData(
        "b: &b {c: 1}\na:\n  <<: *b\n  <<: *b", "f.yml:4:3: error C104: the key '<<' is written twice — merge a list: <<: [*a, *b]")]
    [InlineData("{\"a\": 1,\n\"a\": 1}", "f.yml:2:1: error C104: the key 'a' is written twice — leave one of them out")]
    public void A_key_that_comes_twice_is_an_error_wherever_it_stands(string text, string expected)
    {
        Read(text);
        Assert.Equal(expected, Assert.Single(_problems).ToString());
    }

    [Theory]
    [InlineData("a: *nobody", "there is no anchor &nobody before it")]
    [InlineData("a: {<<: 1}", "<< merges keys and values, or a list of such")]
    [InlineData("{[a]: 1}", "a key must be a word")]
    [InlineData("b: &b {c: 1}\na: {<<: *b ,\n<<: *b }", "it cannot be parsed")]
    [InlineData("a: &a [*a]", "there is no anchor &a before it")]
    public void What_cannot_be_read_is_said_to_be_so(string text, string expected)
    {
        Assert.Empty(YamlText.Read("f.yml", text, _problems));
        var problem = Assert.Single(_problems);
        Assert.Equal(DiagnosticCode.UnreadableFile, problem.Code);
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    // A key without a colon.
    [InlineData("a:\n  b: 1\n  path data\n  c: 2\n", "3:3")]
    [InlineData("a: 1\nname shop\n", "2:1")]
    [InlineData("a: 1\nname shop", "2:1")]
    [InlineData("a:\n  - name: x\n    path data\n    # of it\n\n    tables: []\n", "3:5")]
    [InlineData("refresh\n  x: 1\n", "1:1")]
    [InlineData("a: 1\nrefresh\n  x: 1\n", "2:1")]
    // A quote that nothing closes, or the next one does.
    [InlineData("a: \"one\nb: 2\nc: 3\n", "1:4")]
    [InlineData("a: 'one\nb: 2\n", "1:4")]
    [InlineData("a: \"one\nb: \"two\"\nc: 3\n", "1:4")]
    [InlineData("a: 'one\nb: 'two'\nc: 3\n", "1:4")]
    // A bracket that nothing closes.
    [InlineData("a: 1\nb: {c: 1\nd: 2\n", "2:4")]
    [InlineData("a: 1\nb: [c, d\ne: 2\n", "2:4")]
    [InlineData("a: 1\nb: [\n", "2:4")]
    [InlineData("b: {c: \"x\"\nd: 2\n", "1:4")]
    [InlineData("a: 1\nb: {c: 1,\n\n\n", "2:4")]
    // A comma that is not there.
    [InlineData("b: {c: 1,\n    d: \"x\"\n    e: 2}\nf: 1\n", "2:11")]
    // What is wrong where it stands.
    [InlineData("a: 1\n b: 2\nc: 3\n", "2:3")]
    [InlineData("a: 1\nb: @x\n", "2:4")]
    public void A_mistake_has_the_place_that_its_author_has_to_look_at(string text, string place)
    {
        YamlText.Read("f.yml", text, _problems);
        var problem = Assert.Single(_problems);
        Assert.StartsWith($"f.yml:{place}: ", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_place_is_behind_the_last_line_that_something_stands_in()
    {
        const string Text = "sources:\n  - name: \"p\"\n    tables: [{name: 'a', columns: [x, y]}]\n    path: data\nother: {a: [1, 2]}";
        for (var length = 1; length <= Text.Length; length++)
        {
            var (text, problems) = (Text[..length] + "\n\n  \n", new List<Diagnostic>());
            YamlText.Read("f.yml", text, problems);
            Assert.All(problems, p => Assert.InRange(p.Location!.Value.Line, 1, text.TrimEnd().Split('\n').Length));
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void No_place_is_further_than_one_sign_behind_the_end_of_its_line(string end)
    {
        const string Text = "semantic_models:|  - name: orders|    model: ref('fct_orders')|    entities: [{name: order, type: primary}]|"
            + "    dimensions:|      - {name: status, type: categorical, description: \"a b\"}|    measures:|      - name: x|"
            + "        agg: sum|        description: one|metrics:|  - {name: b}|";
        var whole = Text.Replace("|", end, StringComparison.Ordinal);
        for (var at = 0; at < whole.Length; at++)
        {
            // In the place of a sign, or before it.
            foreach (var (mistake, taken) in (IEnumerable<(string, int)>)[("\u00a0", 0), ("\u00a0", 1), ("<<: ", 0), ("<<: ", 1), ("", 1)])
            {
                var (text, problems) = (whole[..at] + mistake + whole[(at + taken)..], new List<Diagnostic>());
                YamlText.Read("f.yml", text, problems);
                var lines = text.ReplaceLineEndings("\n").Split('\n');
                Assert.All(problems, p => Assert.InRange(p.Location!.Value.Column, 1, lines[p.Location.Value.Line - 1].Length + 1));
            }
        }
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
