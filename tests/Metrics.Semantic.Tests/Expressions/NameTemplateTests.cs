using Metrics.Domain.Diagnostics;
using Metrics.Domain.Querying;
using Metrics.Semantic.Expressions;

namespace Metrics.Semantic.Tests.Expressions;

public sealed class NameTemplateTests
{
    [Theory]
    [InlineData("store__country", "store__country", NameKind.Any)]
    [InlineData(" metric_time ", "metric_time", NameKind.Any)]
    [InlineData("Dimension('device__type')", "device__type", NameKind.Dimension)]
    [InlineData("{{ Dimension(\"device__type\") }}", "device__type", NameKind.Dimension)]
    [InlineData("TimeDimension('metric_time', 'month')", "metric_time__month", NameKind.TimeDimension)]
    [InlineData("Entity('store')", "store", NameKind.Entity)]
    [InlineData("Dimension", "Dimension", NameKind.Any)]
    public void A_name_and_dbts_form_of_it_are_the_same(string text, string name, NameKind kind)
    {
        Assert.Equal(new Operand.Name(name, kind), NameTemplate.ReadRequest(text).Value);
        Assert.Equal(new Operand.Name(name, kind), NameTemplate.ReadDefinition(text).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a,b")]
    [InlineData("-a")]
    [InlineData("'a'")]
    [InlineData("store.country")]
    [InlineData("Dimension('x'); drop")]
    [InlineData("{{ Dimension('x')")]
    [InlineData("Dimension('x').descending(True)")]
    public void What_is_no_name_is_refused_under_the_readers_code(string text)
    {
        Assert.Equal(DiagnosticCode.MalformedRequest, Assert.Single(NameTemplate.ReadRequest(text).Diagnostics).Code);
        var at = new SourceLocation("m.yml", 1, 1);
        var problem = Assert.Single(NameTemplate.ReadDefinition(text, at).Diagnostics);
        Assert.Equal((DiagnosticCode.WrongValue, at), (problem.Code, problem.Location));
    }

    [Theory]
    [InlineData("a", "a", false)]
    [InlineData("-a", "a", true)]
    [InlineData("-TimeDimension('metric_time', 'day')", "metric_time__day", true)]
    [InlineData("Metric('m').descending(True)", "m", true)]
    [InlineData("Metric('m').descending(False)", "m", false)]
    [InlineData("{{ Dimension('d').grain('day').descending(true) }}", "d__day", true)]
    public void An_order_is_a_name_with_a_direction(string text, string name, bool descending) =>
        Assert.Equal(new OrderItem(name, descending), NameTemplate.ReadRequestOrder(text).Value);

    [Theory]
    [InlineData("--a")]
    [InlineData("a desc")]
    [InlineData("-Metric('m').descending(True)")]
    public void An_order_has_one_direction(string text) => Assert.Null(NameTemplate.ReadDefinitionOrder(text).Value);
}
