using Metrics.Domain;
using Metrics.Domain.Diagnostics;
using Metrics.Semantic.Expressions;
using Metrics.Testing;

namespace Metrics.Semantic.Tests.Expressions;

public sealed class FormulaParserTests
{
    [Theory]
    [InlineData("a - b - c", "a - b - c")]
    [InlineData("a - (b - c)", "a - (b - c)")]
    [InlineData("(gross - refunds) / orders", "(gross - refunds) / orders")]
    [InlineData("a + b * c / d", "a + b * c / d")]
    [InlineData("-a * - b", "-a * -b")]
    [InlineData("- (a + 1) * 2", "-(a + 1) * 2")]
    [InlineData("a - -1.50", "a - -1.5")]
    [InlineData("COALESCE(a, 0) + Round(b / c, 2)", "coalesce(a, 0) + round(b / c, 2)")]
    [InlineData("nullif(a, 0) + abs(b) + greatest(a, b, c) + least(a)", "nullif(a, 0) + abs(b) + greatest(a, b, c) + least(a)")]
    [InlineData("round + 1", "round + 1")]
    public void Reads(string text, string canonical)
    {
        var outcome = FormulaParser.Parse(text);
        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(canonical, FormulaText.Print(outcome.Value!));
    }

    [Theory]
    [InlineData("", "found the end")]
    [InlineData("a +", "found the end")]
    [InlineData("a b", "found 'b'")]
    [InlineData("a % b", "'%'")]
    [InlineData("sum(a)", "unknown function 'sum'")]
    [InlineData("coalese(a, 0)", "did you mean 'coalesce'")]
    [InlineData("nullif(a)", "nullif with 1 arguments")]
    [InlineData("round(a, b)", "whole number of digits")]
    [InlineData("case when a then b end", "found 'when'")]
    [InlineData("a--b", "a comment")]
    [InlineData("'x'", "the text 'x'")]
    [InlineData("(a", "')'")]
    public void Refuses_with_the_place_in_the_file(string text, string says)
    {
        var at = new SourceLocation("metrics.yml", 3, 9);
        var problem = Assert.Single(FormulaParser.Parse(text, at).Diagnostics);
        Assert.Equal(DiagnosticCode.WrongValue, problem.Code);
        Assert.Equal(at, problem.Location);
        Assert.Contains(says, problem.ToString());
    }

    [Fact]
    public void Neither_depth_nor_length_can_exhaust_the_stack()
    {
        Assert.Null(FormulaParser.Parse(new string('(', 30_000)).Value);
        Assert.Null(FormulaParser.Parse(string.Concat(Enumerable.Repeat("- ", 30_000)) + "a").Value);
        Assert.Contains("500 parts", FormulaParser.Parse(string.Join("+", Enumerable.Repeat("a", 30_000))).Diagnostics[0].Message);
        var longest = FormulaParser.Parse(string.Join("+", Enumerable.Repeat("a", 500))).Value!;
        Assert.Equal(500, longest.Names.Count());
    }

    [Fact]
    public void Random_formulas_are_read_as_they_were_printed()
    {
        var seed = Draws.Seed(102);
        var random = new Random(seed);
        for (var i = 0; i < 5_000; i++)
        {
            var formula = Random_formula(random, 5);
            var text = FormulaText.Print(formula);
            Assert.True(formula == FormulaParser.Parse(text).Value, $"seed {seed}: {text}");
        }
    }

    private static Formula Random_formula(Random random, int depth)
    {
        Formula Inner() => Random_formula(random, depth - 1);
        return random.Next(depth == 0 ? 2 : 7) switch
        {
            0 => new Formula.Input(random.Next(2) == 0 ? "revenue" : "abs"),
            1 => new Formula.Number(random.Next(-200, 200) / 8m),
            2 => new Formula.Negate(Inner()),
            3 => new Formula.Call("coalesce", new[] { Inner(), Inner() }.ToEquatableList()),
            _ => new Formula.Binary("+-*/"[random.Next(4)], Inner(), Inner()),
        };
    }
}
