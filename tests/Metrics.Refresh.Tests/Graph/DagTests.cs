using Metrics.Refresh.Graph;

namespace Metrics.Refresh.Tests.Graph;

public sealed class DagTests
{
    [Fact]
    public void Dependencies_come_first_then_names_in_order()
    {
        var graph = new Dag();
        graph.Add("c", ["a"]);
        graph.Add("b", ["a"]);
        graph.Add("a", []);
        graph.Add("0", ["b", "c"]);
        Assert.Equal(["a", "b", "c", "0"], graph.Order());
    }

    [Fact]
    public void A_cycle_is_named_from_end_to_end()
    {
        var graph = new Dag();
        graph.Add("a", ["b"]);
        graph.Add("b", ["c"]);
        graph.Add("c", ["b"]);
        Assert.Equal(["b", "c", "b"], graph.FindCycle());
    }

    [Fact]
    public void A_diamond_is_no_cycle()
    {
        var graph = new Dag();
        graph.Add("a", []);
        graph.Add("b", ["a"]);
        graph.Add("c", ["a"]);
        graph.Add("d", ["b", "c"]);
        Assert.Null(graph.FindCycle());
        Assert.Equal(["a", "b", "c"], graph.Upstream("d"));
        Assert.Equal(["b", "c", "d"], graph.Downstream("a"));
    }

    [Fact]
    public void A_chain_of_a_hundred_thousand_models_is_walked()
    {
        var graph = new Dag();
        for (var i = 0; i < 100_000; i++)
            graph.Add($"m{i:D6}", i == 0 ? [] : [$"m{i - 1:D6}"]);
        Assert.Null(graph.FindCycle());
        Assert.Equal("m099999", graph.Order()[^1]);
    }
}
