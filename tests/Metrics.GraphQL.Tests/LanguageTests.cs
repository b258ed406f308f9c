using System.Text;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Tests.Generation;
using Metrics.GraphQL.Tests.Reference;

namespace Metrics.GraphQL.Tests;

[Trait("Needs", "Node")]
public sealed class LanguageTests(ReferenceJudge judge) : IClassFixture<ReferenceJudge>
{
    [Theory]
    [InlineData("{ a ! }", 1, 5, "Expected Name, found \"!\".")]
    [InlineData("{\n\n  a(b: 01) }", 3, 9, "Invalid number, unexpected digit after 0: \"1\".")]
    [InlineData("{ a(b: 1.) }", 1, 10, "Invalid number, expected digit but got: \")\".")]
    [InlineData("{ a(b: \"x\n\") }", 1, 10, "Unterminated string.")]
    [InlineData("{ a(b: \"\\x\") }", 1, 9, "Invalid character escape sequence: \"\\x\".")]
    [InlineData("{ a(b: \"\\uD83D\") }", 1, 9, "Invalid Unicode escape sequence.")]
    [InlineData("{ 😀 }", 1, 3, "Unexpected character: U+1F600.")]
    [InlineData("{ a(b: \"😀é\") ? }", 1, 15, "Unexpected character: \"?\".")]
    [InlineData("{ a 'b' }", 1, 5, "Unexpected single quote character ('), did you mean to use a double quote (\")?")]
    [InlineData("query on { a ...on }", 1, 20, "Expected Name, found \"}\".")]
    [InlineData("fragment on on A { a }", 1, 10, "Unexpected Name \"on\".")]
    [InlineData("query ($v: Int = $w) { a }", 1, 18, "Unexpected variable \"$w\" in constant value.")]
    [InlineData("", 1, 1, "Unexpected <EOF>.")]
    [InlineData("{ }", 1, 3, "Expected Name, found \"}\".")]
    public void A_syntax_error_says_where_and_why(string document, int line, int column, string message)
    {
        Assert.Null(Parse(document, out var error));
        Assert.Equal("Syntax Error: " + message, error!.Message);
        Assert.Equal(new TextLocation(line, column), Assert.Single(error.Locations));
        var theirs = judge.Ask("check", new JsonObject { ["schema"] = "none", ["document"] = document })["syntax"]!;
        Assert.Equal($$"""[{"line":{{line}},"column":{{column}}}]""", theirs.ToJsonString());
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        Assert.Null(Document.Parse(new byte[] { (byte)'{', 0xFF, (byte)'}' }, ParserLimits.None, out var error));
        Assert.Equal(ErrorKind.Syntax, error!.Kind);
    }

    [Fact]
    public void Strings_mean_what_they_say()
    {
        var document = Parse(""""
            { a(b: "\u00e9\n\uD83D\uDE00\u{1F600}\"" c: """
                first
                  second \"""

                """) }
            """", out _)!;
        var field = Assert.IsType<FieldNode>(Assert.Single(document.Operations[0].Selections.Selections));
        Assert.Equal("é\n😀😀\"", Assert.IsType<StringNode>(field.Arguments[0].Value).Value);
        Assert.Equal("first\n  second \"\"\"", Assert.IsType<StringNode>(field.Arguments[1].Value).Value);
    }

    [Fact]
    public void A_printed_document_is_the_references_and_reads_back_as_itself()
    {
        const int Seed = 5;
        for (var i = 0; i < 200; i++)
        {
            var text = new DocumentGenerator(TestSchema.Zoo.Schema, new Random(Seed + i), 0.01).Generate().Document;
            if (Parse(text, out _) is not { TypeSystem.Count: 0 } document)
                continue;
            var printed = document.ToString();
            Assert.Equal(judge.Ask("print", new JsonObject { ["document"] = text })["printed"]!.GetValue<string>(), printed);
            Assert.Equal(printed, Parse(printed, out _)!.ToString());
        }
    }

    private static Document? Parse(string text, out GraphQLError? error) =>
        Document.Parse(Encoding.UTF8.GetBytes(text), ParserLimits.None, out error);
}
