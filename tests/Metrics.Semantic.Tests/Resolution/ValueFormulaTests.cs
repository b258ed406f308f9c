using Metrics.Domain.Results;
using Metrics.Domain.Time;
using Metrics.Semantic.Planning;
using Metrics.Semantic.Resolved;
using Metrics.Semantic.Sql;
using ValueType = Metrics.Domain.Results.ValueType;

namespace Metrics.Semantic.Tests.Resolution;

/// <summary>What resolution gives names aggregates and spans; a plan says where they stand, and may change them first.</summary>
public sealed class ValueFormulaTests
{
    private static readonly ValueFormula.Aggregate Amount = new("u0", "u0 amount", DataType.Decimal);

    [Fact]
    public void A_formula_is_read_from_the_source_that_it_is_given()
    {
        var doubled = new ValueFormula.Sum(Amount, Amount);
        SqlExpression Over(string source) => new SqlExpression.Binary(
            "+", new SqlExpression.Column(source, "u0 amount"), new SqlExpression.Column(source, "u0 amount"));
        Assert.Equal(Over("c"), ValueSql.Of(doubled, "c"));
        Assert.Equal(Over("w1"), ValueSql.Of(doubled, "w1"));
    }

    [Fact]
    public void A_quotient_is_of_the_type_of_what_it_divides()
    {
        ValueFormula AsDouble(ValueFormula of) => new ValueFormula.Cast(of, DataType.Double);
        var exact = new ValueFormula.Quotient(Amount, Amount);
        var inexact = new ValueFormula.Quotient(AsDouble(Amount), AsDouble(Amount));
        Assert.Equal((DataType.Decimal, DataType.Double), (exact.Type, inexact.Type));
        Assert.IsType<SqlExpression.Quotient>(ValueSql.Of(exact, "c"));
        Assert.IsType<SqlExpression.Binary>(ValueSql.Of(inexact, "c"));
    }

    [Fact]
    public void Formulas_that_say_the_same_are_equal()
    {
        ValueFormula Written() => new ValueFormula.AsWritten(["sqrt(", ")"], [Amount with { }]);
        Assert.Equal(Written(), Written());
        Assert.NotEqual(Written(), new ValueFormula.AsWritten(["sqrt(", ")"], [Amount with { Unit = "u1" }]));
    }

    [Fact]
    public void A_span_is_widened_by_the_calendar_and_then_brought_to_the_zone_of_its_fact()
    {
        var time = new BoundColumn("metric_time", [], "sales", "sold_at", ColumnRole.Time, null, ValueType.Timestamp, DataType.Instant)
        {
            Form = ColumnForm.Stored,
        };
        var april = new TimeRange(time, new TimeWindow(new DateTime(2026, 4, 1), null), "Europe/Zurich", "UTC");
        var march = april with { Window = april.Window with { Start = april.Window.Start!.Value.AddMonths(-1) } };
        Assert.Equal(new DateTime(2026, 3, 31, 22, 0, 0), From(april));
        Assert.Equal(new DateTime(2026, 2, 28, 23, 0, 0), From(march));
    }

    private static object From(TimeRange range)
    {
        var bound = Assert.IsType<SqlExpression.Binary>(Assert.Single(Assert.IsType<SqlExpression.And>(range.Condition).All));
        return Assert.IsType<SqlExpression.Parameter>(bound.Right).Value.Value;
    }
}
