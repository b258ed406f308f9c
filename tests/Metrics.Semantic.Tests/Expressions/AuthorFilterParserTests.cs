using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Catalogs;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Tests.Expressions;

public sealed class AuthorFilterParserTests
{
    [Theory]
    [InlineData("{{ Dimension('transaction__status') }} = 'accepted'", "{transaction__status} = 'accepted'")]
    [InlineData("lower({{ Dimension(\"a__b\") }}) = 'x' -- {{ Entity('store') }}\n", "lower({a__b}) = 'x' -- {store}\n")]
    [InlineData("x = 'in {{ Dimension('a__b') }} a text'", "x = 'in {a__b} a text'")]
    [InlineData("{{TimeDimension('metric_time','week')}}>'2026-01-01'::date", "{metric_time__week}>'2026-01-01'::date")]
    [InlineData("{{ TimeDimension('metric_time', time_granularity='day') }} is not null", "{metric_time__day} is not null")]
    [InlineData("amount > 0", "amount > 0")]
    public void Keeps_the_sql_and_takes_the_names(string text, string shown)
    {
        var outcome = AuthorFilterParser.Parse(text);
        Assert.Empty(outcome.Diagnostics);
        Assert.Equal(shown, outcome.Value!.ToString());
    }

    [Fact]
    public void A_name_keeps_its_kind()
    {
        var filter = AuthorFilterParser.Parse("{{ Entity('store') }} = 1 and {{ TimeDimension('metric_time', 'day') }} > x").Value!;
        Assert.Equal(
            [new Operand.Name("store", NameKind.Entity), new Operand.Name("metric_time__day", NameKind.TimeDimension)], filter.Names);
        Assert.Equal(new AuthorFilter.Piece.Sql(" = 1 and "), filter.Pieces[1]);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{{ var('x') }} = 1", "Dimension, TimeDimension, Entity, Metric")]
    [InlineData("{{ Dimension('x'", "found the end")]
    [InlineData("{{ Dimension('x') + 1 }}", "'}}'")]
    [InlineData("{% if x %} a {% endif %}", "Jinja")]
    [InlineData("{{ TimeDimension('t', 'fort night') }} > 1", "not a grain")]
    public void Refuses_with_the_place_in_the_file(string text, string says)
    {
        var at = new SourceLocation("m.yml", 7, 3);
        var problem = Assert.Single(AuthorFilterParser.Parse(text, at).Diagnostics);
        Assert.Equal((DiagnosticCode.WrongValue, at), (problem.Code, problem.Location));
        Assert.Contains(says, problem.ToString());
    }

    [Fact]
    public void Every_broken_call_is_told_at_once()
    {
        var problems = AuthorFilterParser.Parse("{{ Dimention('x') }} = 1 and {{ Metric('m') }} > 2 and {{ Entity() }} = 3").Diagnostics;
        Assert.Equal(["C102", "C102", "C102"], problems.Select(p => p.Code.Id));
    }
}
