namespace Metrics.Api.Tests.Packs;

public sealed class InventoryTests
{
    private static readonly string[] _kinds = ["model", "metric", "saved_query", "test", "source", InventoryItem.Decision];
    private readonly IReadOnlyList<InventoryItem> _rows = Inventory.Read();

    [Theory]
    [InlineData("subscriptions", 349, 394)]
    [InlineData("greenery", 395, 417)]
    public void No_item_of_a_pack_is_missing(string pack, int first, int last)
    {
        var found = _rows.Where(i => i.Pack == pack).Select(i => i.Item).Distinct().Order();
        Assert.Equal(Enumerable.Range(first, last - first + 1), found);
    }

    [Fact]
    public void What_an_item_became_is_of_a_known_kind() =>
        Assert.DoesNotContain(_rows, i => !_kinds.Contains(i.Kind) || string.IsNullOrWhiteSpace(i.NameOrDecision));

    [Fact]
    public void At_most_twelve_items_are_decisions_and_each_says_why()
    {
        var decisions = _rows.Where(i => i.Kind == InventoryItem.Decision).ToList();
        Assert.True(decisions.Count <= 12, $"{decisions.Count} decisions");
        Assert.All(decisions, d => Assert.True(d.NameOrDecision.Split(' ').Length >= 8, $"{d.Item}: '{d.NameOrDecision}' is no reason"));
    }

    [Fact]
    public void One_name_stands_for_at_most_five_items()
    {
        var busy = _rows.Where(i => i.Kind != InventoryItem.Decision).GroupBy(i => (i.Pack, i.Kind, i.NameOrDecision))
            .Where(g => g.Select(i => i.Item).Distinct().Count() > 5).Select(g => g.Key);
        Assert.Empty(busy);
    }
}
