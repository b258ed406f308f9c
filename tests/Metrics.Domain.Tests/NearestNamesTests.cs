using Metrics.Domain.Diagnostics;

namespace Metrics.Domain.Tests;

public sealed class NearestNamesTests
{
    [Fact]
    public void A_swapped_pair_of_letters_is_one_edit() =>
        Assert.Equal(["transactions"], NearestNames.To("trasnactions", ["transactions", "stores", "devices"]));

    [Fact]
    public void Names_too_far_away_are_not_offered() =>
        Assert.Empty(NearestNames.To("revenue", ["stores", "devices"]));
}
