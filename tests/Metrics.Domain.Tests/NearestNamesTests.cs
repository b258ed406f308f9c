using Metrics.Domain.Diagnostics;

namespace Metrics.Domain.Tests;

public sealed class NearestNamesTests
{
    [Fact]
    public void What_is_the_same_behind_another_entity_is_offered_last()
    {
        Assert.Equal(["order_row__zip"], NearestNames.To("sale__zip", ["order_row__zip", "order_row__city", "store__country"]));
        Assert.Equal(["sale__zipp", "order_row__zip"], NearestNames.To("sale__zip", ["order_row__zip", "sale__zipp"]));
        Assert.Empty(NearestNames.To("sale__zip", ["order_row__zipper_kind"]));
    }

    [Fact]
    public void A_swapped_pair_of_letters_is_one_edit() =>
        Assert.Equal(["transactions"], NearestNames.To("trasnactions", ["transactions", "stores", "devices"]));

    [Fact]
    public void Names_too_far_away_are_not_offered() =>
        Assert.Empty(NearestNames.To("revenue", ["stores", "devices"]));

    [Theory]
    [InlineData("Revenue", "revenue")]
    [InlineData("REVNEUE", "revenue")]
    [InlineData("country", "store__country")]
    [InlineData("Country", "store__country")]
    [InlineData("STORE__COUNTRY", "store__country")]
    public void Case_and_entities_in_front_make_no_difference(string name, string near) =>
        Assert.Equal([near], NearestNames.To(name, ["revenue", "store__country", "device__type"]));

    [Fact]
    public void Another_name_of_the_same_entity_is_not_near_and_the_same_name_elsewhere_is()
    {
        Assert.Equal(["betrag__betrag", "kauf__betrag"],
            NearestNames.To("bestell__betrag", ["bestell__datum", "bestell__status", "kauf__betrag", "betrag__betrag"]));
        Assert.Equal(["betrag"], NearestNames.To("bestell__betrag", ["bestell__datum", "betrag"]));
        Assert.Equal(["bestell__betrag"], NearestNames.To("bestell__btrag", ["bestell__datum", "bestell__betrag"]));
    }

    [Fact]
    public void What_differs_in_case_only_comes_first_then_what_is_behind_entities_then_what_is_mistyped() =>
        Assert.Equal(["city", "a__city", "b__city"], NearestNames.To("City", ["b__city", "a__city", "c__city", "cities", "cty", "city"]));
}
