using System.Text;
using System.Text.Json.Nodes;
using Metrics.GraphQL.Language;
using Metrics.GraphQL.Tests.Reference;
using Metrics.GraphQL.Validation;

namespace Metrics.GraphQL.Tests;

[Trait("Needs", "Node")]
public sealed class RuleTests(ReferenceJudge judge) : IClassFixture<ReferenceJudge>
{
    public static TheoryData<string, string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (rule, keeps, breaks) in RuleExamples.All)
                data.Add(rule, keeps, breaks);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_rule_is_kept_or_broken_as_the_specification_says(string rule, string keeps, string breaks)
    {
        Assert.Empty(Check(keeps));
        var errors = Check(breaks);
        Assert.Equal([rule], errors.Select(e => e.Rule).Distinct());
        Assert.All(errors, e => Assert.NotEmpty(e.Locations));

        judge.Ask("schema", new JsonObject { ["name"] = "zoo", ["sdl"] = TestSchema.Zoo.Sdl });
        Assert.Equal("[]", Reference(keeps));
        Assert.Contains($"\"{rule}\"", Reference(breaks), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_has_an_example() =>
        Assert.Equal(
            RuleList.Create().Select(r => r.Name).Order(StringComparer.Ordinal),
            RuleExamples.All.Select(e => e.Rule).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void An_error_says_where_and_what_else_was_meant()
    {
        var error = Assert.Single(Check("{\n  dog { naem }\n}"));
        Assert.Equal(new TextLocation(2, 9), Assert.Single(error.Locations));
        Assert.Equal("Cannot query field \"naem\" on type \"Dog\". Did you mean \"name\"?", error.Message);
    }

    [Fact]
    public void Errors_end_at_a_hundred()
    {
        var errors = Check("{ " + string.Join(' ', Enumerable.Range(0, 500).Select(i => $"nothing{i}")) + " }");
        Assert.Equal(100, errors.Count);
    }

    private static IReadOnlyList<GraphQLError> Check(string document) => Validator.Check(
        TestSchema.Zoo.Schema, Document.Parse(Encoding.UTF8.GetBytes(document), ParserLimits.None, out _)!);

    private string Reference(string document) =>
        judge.Ask("check", new JsonObject { ["schema"] = "zoo", ["document"] = document })["rules"]!.ToJsonString();
}
