using Metrics.Domain.Diagnostics;
using Metrics.Refresh.Graph;

namespace Metrics.Refresh.Tests.Graph;

public sealed class SelectionTests : IDisposable
{
    private readonly ProjectFolder _folder = new ProjectFolder()
        .Write("shop/sources.yml", """
            sources:
              - name: shop
                tags: [raw]
                tables:
                  - {name: orders, tags: [money], columns: [{name: id, type: bigint}]}
                  - {name: stores, columns: [{name: id, type: bigint}]}
            """)
        .Write("shop/models/silver/clean_orders.sql", "/* tags: [daily, money] */ select id from {{ source('shop', 'orders') }}")
        .Write("shop/models/gold/fct_orders.sql",
            "/* tags: [daily] */ select o.id from {{ ref('clean_orders') }} as o join {{ ref('dim_stores') }} as s on true")
        .Write("shop/models/gold/dim_stores.sql", "/**/ select id from {{ source('shop', 'stores') }}")
        .Write("finance/models/gold/totals.sql", "/* tags: money */ select count(*) as n from {{ ref('fct_orders') }}");

    [Theory]
    [InlineData("fct_orders", "fct_orders")]
    [InlineData("fct_orders dim_stores", "dim_stores fct_orders")]
    [InlineData("+clean_orders", "clean_orders shop__orders")]
    [InlineData("dim_stores+", "dim_stores fct_orders totals")]
    [InlineData("1+fct_orders", "clean_orders dim_stores fct_orders")]
    [InlineData("shop__stores+1", "dim_stores shop__stores")]
    [InlineData("@dim_stores", "clean_orders dim_stores fct_orders shop__orders shop__stores totals")]
    [InlineData("tag:daily", "clean_orders fct_orders")]
    [InlineData("tag:money,pack:shop", "clean_orders shop__orders")]
    [InlineData("tag:daily,+totals,layer:gold", "fct_orders")]
    [InlineData("tag:raw", "shop__orders shop__stores")]
    [InlineData("pack:finance", "totals")]
    [InlineData("+pack:finance", "clean_orders dim_stores fct_orders shop__orders shop__stores totals")]
    [InlineData("source:shop", "shop__orders shop__stores")]
    [InlineData("source:shop.orders", "shop__orders")]
    [InlineData("layer:silver", "clean_orders")]
    [InlineData("*_orders", "clean_orders fct_orders shop__orders")]
    [InlineData("state:modified", "dim_stores totals")]
    [InlineData("state:new", "totals")]
    [InlineData("state:modified+", "dim_stores fct_orders totals")]
    [InlineData("state:new,pack:shop", "")]
    public void A_selection_means(string words, string names) =>
        Assert.Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries), Resolve(words).Order(StringComparer.Ordinal));

    [Fact]
    public void What_is_excluded_is_left_out_of_everything_and_of_a_selection()
    {
        Assert.Equal(["clean_orders", "shop__orders", "shop__stores"], Resolve("", "dim_stores+").Order(StringComparer.Ordinal));
        Assert.Equal(["clean_orders"], Resolve("tag:daily", "layer:gold"));
    }

    [Theory]
    [InlineData("fct_order", "'fct_orders'")]
    [InlineData("tag:dayly", "'tag:daily'")]
    [InlineData("pak:shop", "'pack:shop'")]
    [InlineData("state:changed", "state:modified and state:new")]
    [InlineData("fct-orders;", "is not a name")]
    public void A_word_that_names_nothing_is_refused_with_the_nearest(string word, string expected)
    {
        var outcome = Try(word, "");
        Assert.Contains(expected, Assert.Single(outcome.Diagnostics).ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlySet<string> Resolve(string select, string exclude = "")
    {
        var outcome = Try(select, exclude);
        Assert.True(outcome.Succeeded(out var names), string.Join('\n', outcome.Diagnostics));
        return names;
    }

    private Outcome<IReadOnlySet<string>> Try(string select, string exclude)
    {
        Assert.True(_folder.Load().Succeeded(out var project), string.Join('\n', _folder.Problems()));
        string?[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var now = project.Nodes.Values.ToDictionary(n => n.Name, n => Fingerprint.DefinitionOf(n, project.Nodes, project.Settings.Vars));
        // All but the totals are published; the stores from another definition.
        var published = now.Where(n => n.Key != "totals").ToDictionary(n => n.Key, n => n.Key == "dim_stores" ? null : (string?)n.Value);
        return Selection.Resolve(Words(select)!, Words(exclude)!, project.Nodes, project.Graph, new NodeStates(published, now));
    }
}
